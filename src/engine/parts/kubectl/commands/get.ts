/** Models kubectl pkg/cmd/get. */
import { printTable, type PrintTableOptions } from '../../../../kube/printers/print-table.ts';
import { tableOf } from '../../../../kube/printers/printers.ts';
import type { Table, TableRow } from '../../../../kube/printers/table.ts';
import { outputObject, printJson, printYaml } from '../../../../kube/printers/yaml-json.ts';
import { fieldValueOf } from '../../../../kube/field-selector.ts';
import { apiVersionOf, type JsonObject, type KubeList, type KubeObject } from '../../../../kube/value.ts';
import { isOn, namespaceOf, valueOfFlag, type CommandLine } from '../command-line.ts';
import { objectName, pathOf, subjectOf, type Target, type Targets, targetsOf } from '../resource-args.ts';
import { ask, discover, fail, followStream, JSON_ONLY, print, TABLE } from '../script.ts';
import { bodyOf, codeOf, failureOf, listFailureOf } from '../status-text.ts';
import type { Answer, Ask, Script, Shell, Yield } from '../types.ts';

type Step<T> = Generator<Yield, T, Answer | undefined>;

const NO_RESOURCE = `You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.

error: Required resource not specified.
Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).
See 'kubectl get -h' for help and examples`;

const PLAIN_OUTPUTS = ['json', 'yaml', 'name'];
const OUTPUTS = ['', 'wide', ...PLAIN_OUTPUTS];

function query(line: CommandLine, target: Target): [string, string][] {
  if (target.name !== '') return [];
  const out: [string, string][] = [];
  const fields = valueOfFlag(line, 'field-selector');
  const labels = valueOfFlag(line, 'selector');
  if (fields !== '') out.push(['fieldSelector', fields]);
  if (valueOfFlag(line, 'sort-by') !== '') out.push(['includeObject', 'Object']);
  if (labels !== '') out.push(['labelSelector', labels]);
  if (valueOfFlag(line, 'sort-by') === '') out.push(['limit', '500']);
  return out;
}

function scopeOf(line: CommandLine): string {
  return isOn(line, 'all-namespaces') ? '' : namespaceOf(line);
}

function askFor(line: CommandLine, target: Target, accept: string): Ask {
  const subject = target.name === '' ? undefined : subjectOf(target.resource, namespaceOf(line), target.name);
  return {
    method: 'GET',
    path: pathOf(target, scopeOf(line)),
    query: query(line, target),
    accept,
    ...(subject ? { subject } : {}),
  };
}

function tableOptions(line: CommandLine, target: Target, several: boolean): PrintTableOptions {
  const columns = valueOfFlag(line, 'label-columns');
  return {
    wide: valueOfFlag(line, 'output') === 'wide',
    noHeaders: isOn(line, 'no-headers'),
    showLabels: isOn(line, 'show-labels'),
    labelColumns: columns === '' ? [] : columns.split(','),
    withNamespace: isOn(line, 'all-namespaces') && target.resource.namespaced,
    ...(several ? { namePrefix: objectName(target.resource, '') } : {}),
  };
}

/** The server's Table; a server that sent the bare list gets one made of it. */
function asTable(body: unknown, target: Target, nowUs: number): Table {
  const table = body as Table;
  if (table.kind === 'Table') return table;
  const list = body as KubeList;
  const objects = Array.isArray(list.items) ? list.items : [body as KubeObject];
  return tableOf(target.resource.group, target.resource.kind, objects, nowUs, {
    metadata: list.metadata,
  } as never);
}

function sorted(table: Table, path: string): Table {
  if (path === '') return table;
  const field = path.replace(/^\{?\.?/, '').replace(/\}$/, '');
  const valueOf = (row: TableRow) => fieldValueOf((row.object ?? {}) as object, field);
  const rows = [...table.rows].sort((a, b) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  });
  return { ...table, rows };
}

interface Group {
  readonly target: Target;
  readonly table: Table;
}

/** Names of one resource after another share one table. */
function joined(groups: readonly Group[]): readonly Group[] {
  const out: Group[] = [];
  for (const group of groups) {
    const last = out.at(-1);
    if (last && last.target.resource === group.target.resource)
      out[out.length - 1] = {
        ...last,
        table: { ...last.table, rows: [...last.table.rows, ...group.table.rows] },
      };
    else out.push(group);
  }
  return out;
}

function* printGroups(line: CommandLine, groups: readonly Group[], several: boolean): Step<void> {
  const filled = joined(groups).filter((group) => group.table.rows.length > 0);
  for (const [i, { target, table }] of filled.entries()) {
    yield* print(
      `${printTable(sorted(table, valueOfFlag(line, 'sort-by')), tableOptions(line, target, several))}${i < filled.length - 1 ? '\n' : ''}`,
    );
  }
}

function noneFound(line: CommandLine, targets: Targets): string {
  if (isOn(line, 'ignore-not-found')) return '';
  const namespaced = targets.targets.some((t) => t.resource.namespaced);
  return namespaced && !isOn(line, 'all-namespaces')
    ? `No resources found in ${namespaceOf(line)} namespace.`
    : 'No resources found';
}

function failureFor(line: CommandLine, target: Target, answer: Answer): string | undefined {
  return target.name === '' ? listFailureOf(answer, target, line) : failureOf(answer);
}

function* getTables(line: CommandLine, targets: Targets, shell: Shell): Script {
  const groups: Group[] = [];
  const errors: string[] = [];
  for (const target of targets.targets) {
    const answer = yield* ask(askFor(line, target, TABLE));
    const failure = failureFor(line, target, answer);
    if (failure !== undefined && !(codeOf(answer) === 404 && isOn(line, 'ignore-not-found')))
      errors.push(failure);
    if (failure !== undefined && answer.kind !== 'http') break;
    if (failure === undefined)
      groups.push({
        target,
        table: asTable(bodyOf(answer), target, shell.epochSeconds * 1_000_000 + answer.atUs),
      });
  }
  yield* printGroups(line, groups, targets.several);
  if (errors.length === 0 && groups.every((group) => group.table.rows.length === 0))
    yield* print(noneFound(line, targets), 'stderr');
  for (const error of errors) yield* print(error, 'stderr');
  return errors.length > 0 ? 1 : 0;
}

function withKind(item: KubeObject, target: Target): KubeObject {
  const { resource } = target;
  return {
    ...item,
    apiVersion: item.apiVersion ?? apiVersionOf(resource.group, resource.version),
    kind: item.kind ?? resource.kind,
  };
}

function printed(
  line: CommandLine,
  objects: readonly KubeObject[],
  targets: Targets,
  asList: boolean,
): string {
  const output = valueOfFlag(line, 'output');
  if (output === 'name')
    return objects
      .map((object) =>
        objectName(
          (targets.targets.find((t) => t.resource.kind === object.kind) as Target).resource,
          object.metadata.name ?? '',
        ),
      )
      .join('\n');
  const value = outputObject(objects as unknown as readonly JsonObject[], asList);
  return output === 'json' ? printJson(value) : printYaml(value);
}

function* getObjects(line: CommandLine, targets: Targets): Script {
  const objects: KubeObject[] = [];
  const errors: string[] = [];
  for (const target of targets.targets) {
    const answer = yield* ask(askFor(line, target, JSON_ONLY));
    const failure = failureFor(line, target, answer);
    if (failure !== undefined) errors.push(failure);
    else if (target.name === '')
      objects.push(...bodyOf<KubeList>(answer).items.map((item) => withKind(item, target)));
    else objects.push(withKind(bodyOf<KubeObject>(answer), target));
  }
  const single = targets.targets.length === 1 && targets.targets[0]?.name !== '';
  if (objects.length > 0 || (errors.length === 0 && valueOfFlag(line, 'output') !== 'name'))
    yield* print(printed(line, objects, targets, !single));
  for (const error of errors) yield* print(error, 'stderr');
  return errors.length > 0 ? 1 : 0;
}

/** `-w`: the list, then every change until Ctrl-C. */
function* watch(line: CommandLine, target: Target, shell: Shell): Script {
  const list = yield* ask(askFor(line, target, TABLE));
  const failure = failureFor(line, target, list);
  if (failure !== undefined) return yield* fail(failure);
  const table = asTable(bodyOf(list), target, shell.epochSeconds * 1_000_000 + list.atUs);
  const options = tableOptions(line, target, false);
  const only = isOn(line, 'watch-only');
  if (!only && table.rows.length > 0) yield* print(printTable(table, options));
  const version = (bodyOf<KubeList>(list).metadata?.resourceVersion ?? '0') as string;
  const selectors = query(line, target).filter(([key]) => key.endsWith('Selector'));
  const named: [string, string][] =
    target.name === '' ? selectors : [['fieldSelector', `metadata.name=${target.name}`]];
  const follow = {
    kind: 'table' as const,
    wide: options.wide ?? false,
    showLabels: options.showLabels ?? false,
    withNamespace: options.withNamespace ?? false,
    noHeaders: options.noHeaders ?? false,
    seen: only || table.rows.length === 0 ? null : table,
  };
  const ended = yield* followStream(
    {
      method: 'GET',
      path: pathOf({ ...target, name: '' }, scopeOf(line)),
      query: [...named, ['resourceVersion', version], ['watch', 'true']],
      accept: TABLE,
    },
    follow,
  );
  const broken = failureOf(ended);
  return broken === undefined ? 0 : yield* fail(broken);
}

/** kubectl get. */
export function* get(line: CommandLine, shell: Shell): Script {
  if (line.args.length === 0) return yield* fail(NO_RESOURCE);
  const output = valueOfFlag(line, 'output');
  if (!OUTPUTS.includes(output))
    return yield* fail(`error: -o ${output} is not simulated yet: use wide, yaml, json or name`);
  const down = yield* discover(shell.discovered);
  if (down) return yield* fail(failureOf(down) ?? '');
  const targets = targetsOf(line.args);
  if (typeof targets === 'string') return yield* fail(targets);
  const [first] = targets.targets;
  if (first && (isOn(line, 'watch') || isOn(line, 'watch-only'))) {
    if (targets.targets.length > 1) return yield* fail('error: you may only specify a single resource type');
    return yield* watch(line, first, shell);
  }
  return PLAIN_OUTPUTS.includes(output)
    ? yield* getObjects(line, targets)
    : yield* getTables(line, targets, shell);
}
