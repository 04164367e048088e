/**
 * The grammar of kubectl's command line: commands, flags, and what may follow. The simulated kubectl parses by it and the page completes
 * by it.
 */
import { resources } from './kinds/kinds.ts';

export interface FlagSpec {
  readonly name: string;
  readonly short?: string;
  /** Whether a value follows; `optional` flags take one only behind `=`. */
  readonly value: 'none' | 'required' | 'optional';
  /** What an optional flag means without a value. */
  readonly bare?: string;
  /** Values that may be completed. */
  readonly values?: readonly string[];
}

export interface CommandSpec {
  /** `get`, `create deployment`. */
  readonly name: string;
  readonly flags: readonly FlagSpec[];
  /** What its arguments are: a resource type and names, Pod names, a name that is new, or nothing. */
  readonly args: 'resource' | 'pod' | 'name' | 'none';
}

const flag = (
  name: string,
  value: FlagSpec['value'] = 'required',
  more: Partial<FlagSpec> = {},
): FlagSpec => ({ name, value, ...more });

const yes = (name: string, short?: string): FlagSpec =>
  flag(name, 'optional', { bare: 'true', values: ['true', 'false'], ...(short ? { short } : {}) });

/** Flags of every command. */
export const GLOBAL_FLAGS: readonly FlagSpec[] = [
  flag('namespace', 'required', { short: 'n' }),
  flag('v', 'required', { short: 'v', values: ['6', '7', '8'] }),
  flag('help', 'none', { short: 'h' }),
];

const output = (values: readonly string[]): FlagSpec => flag('output', 'required', { short: 'o', values });
const selector = flag('selector', 'required', { short: 'l' });
const dryRun = flag('dry-run', 'optional', { bare: 'unchanged', values: ['none', 'client', 'server'] });
const filename = flag('filename', 'required', { short: 'f' });
const fieldSelector = flag('field-selector', 'required', {
  values: ['metadata.name=', 'spec.nodeName=', 'status.phase='],
});
const allNamespaces = yes('all-namespaces', 'A');
const objectOutput = output(['yaml', 'json', 'name']);

/** The commands that are simulated. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'get',
    args: 'resource',
    flags: [
      output(['wide', 'yaml', 'json', 'name']),
      allNamespaces,
      selector,
      fieldSelector,
      yes('watch', 'w'),
      yes('watch-only'),
      yes('show-labels'),
      yes('no-headers'),
      yes('ignore-not-found'),
      flag('sort-by'),
      flag('label-columns', 'required', { short: 'L' }),
      flag('chunk-size'),
    ],
  },
  { name: 'describe', args: 'resource', flags: [allNamespaces, selector] },
  { name: 'explain', args: 'resource', flags: [yes('recursive')] },
  {
    name: 'run',
    args: 'name',
    flags: [
      flag('image'),
      flag('port'),
      flag('env'),
      flag('labels', 'required', { short: 'l' }),
      flag('restart', 'required', { values: ['Always', 'OnFailure', 'Never'] }),
      dryRun,
      objectOutput,
      yes('command'),
      flag('image-pull-policy', 'required', { values: ['Always', 'IfNotPresent', 'Never'] }),
      yes('stdin', 'i'),
      yes('tty', 't'),
    ],
  },
  { name: 'create', args: 'none', flags: [filename, dryRun, objectOutput] },
  {
    name: 'create deployment',
    args: 'name',
    flags: [flag('image'), flag('replicas', 'required', { short: 'r' }), flag('port'), dryRun, objectOutput],
  },
  { name: 'create namespace', args: 'name', flags: [dryRun, objectOutput] },
  { name: 'create configmap', args: 'name', flags: [flag('from-literal'), dryRun, objectOutput] },
  {
    name: 'delete',
    args: 'resource',
    flags: [
      filename,
      yes('all'),
      allNamespaces,
      selector,
      fieldSelector,
      yes('force'),
      flag('grace-period'),
      yes('now'),
      yes('wait'),
      yes('ignore-not-found'),
      output(['name']),
      flag('cascade', 'optional', { bare: 'background', values: ['background', 'foreground', 'orphan'] }),
    ],
  },
  { name: 'scale', args: 'resource', flags: [flag('replicas'), flag('current-replicas'), output(['name'])] },
  { name: 'apply', args: 'none', flags: [filename, dryRun, objectOutput] },
  {
    name: 'logs',
    args: 'pod',
    flags: [
      yes('follow', 'f'),
      yes('previous', 'p'),
      flag('container', 'required', { short: 'c' }),
      flag('tail'),
      flag('since'),
      yes('timestamps'),
      selector,
      yes('prefix'),
    ],
  },
  { name: 'rollout status', args: 'resource', flags: [yes('watch', 'w')] },
  { name: 'version', args: 'none', flags: [yes('client'), output(['yaml', 'json'])] },
  {
    name: 'api-resources',
    args: 'none',
    flags: [
      flag('api-group'),
      flag('namespaced', 'optional', { bare: 'true', values: ['true', 'false'] }),
      yes('no-headers'),
      output(['wide', 'name']),
    ],
  },
  { name: 'api-versions', args: 'none', flags: [] },
  { name: 'cluster-info', args: 'none', flags: [] },
];

/** Second names of commands. */
export const ALIASES: Readonly<Record<string, string>> = {
  log: 'logs',
  apiresources: 'api-resources',
  'create deploy': 'create deployment',
  'create ns': 'create namespace',
  'create cm': 'create configmap',
};

/** The command that words begin with, the longest match first. */
export function commandOf(words: readonly string[]): CommandSpec | undefined {
  const two = words.slice(0, 2).join(' ');
  const one = words[0] ?? '';
  return (
    COMMANDS.find((c) => c.name === (ALIASES[two] ?? two)) ??
    COMMANDS.find((c) => c.name === (ALIASES[one] ?? one))
  );
}

/** The flag a command knows under this name, long or short. */
export function flagOf(command: CommandSpec, name: string, short: boolean): FlagSpec | undefined {
  return [...command.flags, ...GLOBAL_FLAGS].find((f) => (short ? f.short === name : f.name === name));
}

/** Objects that may be completed: `pods/default/web`, `nodes/node-1`. */
export type KnownObjects = readonly string[];

const RESOURCE_WORDS: readonly string[] = [
  ...new Set(resources.filter((r) => r.verbs.includes('list')).map((r) => r.plural)),
].sort();

function names(objects: KnownObjects, plural: string, namespace: string): readonly string[] {
  return objects.flatMap((key) => {
    const [kind = '', a = '', b] = key.split('/');
    if ((kind.split('.')[0] ?? '') !== plural) return [];
    return b === undefined ? [a] : a === namespace ? [b] : [];
  });
}

function pluralOf(word: string): string {
  return (
    resources.find((r) => r.plural === word || r.singular === word || r.shortNames?.includes(word))?.plural ??
    word
  );
}

function flagCandidates(command: CommandSpec, word: string): readonly string[] {
  const equals = word.indexOf('=');
  if (equals < 0)
    return [...command.flags, ...GLOBAL_FLAGS].map((f) => `--${f.name}${f.value === 'required' ? '=' : ''}`);
  const spec = flagOf(command, word.slice(2, equals), false);
  return (spec?.values ?? []).map((value) => `${word.slice(0, equals + 1)}${value}`);
}

function argCandidates(
  command: CommandSpec,
  args: readonly string[],
  word: string,
  objects: KnownObjects,
  namespace: string,
): readonly string[] {
  if (command.args === 'pod') return names(objects, 'pods', namespace);
  if (command.args !== 'resource') return [];
  const slash = word.indexOf('/');
  if (slash > 0)
    return names(objects, pluralOf(word.slice(0, slash)), namespace).map(
      (name) => `${word.slice(0, slash)}/${name}`,
    );
  const [kind] = args;
  return kind === undefined ? RESOURCE_WORDS : names(objects, pluralOf(kind), namespace);
}

function commandWords(before: readonly string[]): readonly string[] {
  if (before.length === 0) return [...new Set(COMMANDS.map((c) => c.name.split(' ', 1)[0] as string))].sort();
  const prefix = `${before.join(' ')} `;
  return COMMANDS.flatMap((c) => (c.name.startsWith(prefix) ? [c.name.slice(prefix.length)] : []));
}

/** Words before the cursor that are neither flags nor their values. */
function argumentsOf(
  command: CommandSpec,
  words: readonly string[],
): { readonly args: readonly string[]; readonly namespace: string; readonly open: FlagSpec | undefined } {
  const args: string[] = [];
  let namespace = 'default';
  let open: FlagSpec | undefined;
  for (const word of words) {
    if (open) {
      if (open.name === 'namespace') namespace = word;
      open = undefined;
    } else if (word.startsWith('-')) {
      const long = word.startsWith('--');
      const name = word.slice(long ? 2 : 1).split('=', 1)[0] ?? '';
      const spec = flagOf(command, name, !long);
      if (spec?.value === 'required' && !word.includes('=')) open = spec;
      else if (spec?.name === 'namespace') namespace = word.slice(word.indexOf('=') + 1);
    } else args.push(word);
  }
  return { args, namespace, open };
}

/**
 * What may stand in place of the last word of `line` (which may be empty): whole words that begin with it, sorted. `line` begins with
 * `kubectl`.
 */
export function complete(line: string, objects: KnownObjects): readonly string[] {
  const words = line.split(' ').filter((word, i, all) => word !== '' || i === all.length - 1);
  const word = words.at(-1) ?? '';
  const before = words.slice(1, -1);
  const fits = (candidates: readonly string[]) =>
    [...new Set(candidates)].filter((c) => c.startsWith(word) && c !== word).sort();
  if (words.length < 2) return fits(['kubectl']);
  const command = commandOf(before);
  if (!command) return fits(commandWords(before));
  const rest = before.slice(command.name.split(' ').length);
  const { args, namespace, open } = argumentsOf(command, rest);
  if (open) return fits(open.name === 'namespace' ? names(objects, 'namespaces', '') : (open.values ?? []));
  if (word.startsWith('-')) return fits(flagCandidates(command, word));
  const subcommands = args.length === 0 ? commandWords(before) : [];
  return fits([...subcommands, ...argCandidates(command, args, word, objects, namespace)]);
}
