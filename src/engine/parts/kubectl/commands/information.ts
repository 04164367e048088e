/** Models kubectl pkg/cmd/version, apiresources and clusterinfo. */
import { resources } from '../../../../kube/kinds/kinds.ts';
import { alignColumns } from '../../../../kube/printers/print-table.ts';
import { printJson, printYaml } from '../../../../kube/printers/yaml-json.ts';
import { apiVersionOf, type KubeList } from '../../../../kube/value.ts';
import { isOn, valueOfFlag, type CommandLine } from '../command-line.ts';
import { ask, discover, fail, JSON_OR_ANY, print } from '../script.ts';
import { bodyOf, failureOf, SERVER } from '../status-text.ts';
import type { Script, Shell } from '../types.ts';

const CLIENT = { major: '1', minor: '36', gitVersion: 'v1.36.3', platform: 'linux/amd64' };
const KUSTOMIZE = 'v5.8.1';

/** kubectl version. */
export function* version(line: CommandLine): Script {
  const output = valueOfFlag(line, 'output');
  const told: Record<string, unknown> = { clientVersion: CLIENT, kustomizeVersion: KUSTOMIZE };
  const lines = [`Client Version: ${CLIENT.gitVersion}`, `Kustomize Version: ${KUSTOMIZE}`];
  let failure: string | undefined;
  if (!isOn(line, 'client')) {
    const answer = yield* ask({
      method: 'GET',
      path: '/version',
      query: [['timeout', '32s']],
      accept: JSON_OR_ANY,
    });
    failure = failureOf(answer);
    const server = bodyOf<{ readonly gitVersion?: string } | null>(answer);
    if (failure === undefined) {
      told['serverVersion'] = server;
      lines.push(`Server Version: ${server?.gitVersion ?? ''}`);
    }
  }
  yield* print(output === 'json' ? printJson(told) : output === 'yaml' ? printYaml(told) : lines.join('\n'));
  return failure === undefined ? 0 : yield* fail(failure);
}

/** kubectl api-resources: always asks, and fills the discovery cache. */
export function* apiResources(line: CommandLine): Script {
  const down = yield* discover(false);
  if (down) return yield* fail(failureOf(down) ?? '');
  const group = valueOfFlag(line, 'api-group');
  const namespaced = valueOfFlag(line, 'namespaced');
  const shown = resources
    .filter(
      (r) =>
        (!line.flags.has('api-group') || r.group === group) &&
        (namespaced === '' || String(r.namespaced) === namespaced),
    )
    .sort((a, b) =>
      a.group === b.group
        ? a.plural < b.plural
          ? -1
          : a.plural > b.plural
            ? 1
            : 0
        : a.group < b.group
          ? -1
          : 1,
    );
  if (valueOfFlag(line, 'output') === 'name') {
    yield* print(shown.map((r) => (r.group === '' ? r.plural : `${r.plural}.${r.group}`)).join('\n'));
    return 0;
  }
  const wide = valueOfFlag(line, 'output') === 'wide';
  const header = [
    'NAME',
    'SHORTNAMES',
    'APIVERSION',
    'NAMESPACED',
    'KIND',
    ...(wide ? ['VERBS', 'CATEGORIES'] : []),
  ];
  const rows = shown.map((r) => [
    r.plural,
    (r.shortNames ?? []).join(','),
    apiVersionOf(r.group, r.version),
    String(r.namespaced),
    r.kind,
    ...(wide ? [r.verbs.join(','), (r.categories ?? []).join(',')] : []),
  ]);
  yield* print(alignColumns(isOn(line, 'no-headers') ? rows : [header, ...rows]));
  return 0;
}

/** kubectl api-versions. */
export function* apiVersions(): Script {
  const down = yield* discover(false);
  if (down) return yield* fail(failureOf(down) ?? '');
  yield* print([...new Set(resources.map((r) => apiVersionOf(r.group, r.version)))].sort().join('\n'));
  return 0;
}

/** kubectl cluster-info. */
export function* clusterInfo(line: CommandLine, shell: Shell): Script {
  const down = yield* discover(shell.discovered);
  if (down) return yield* fail(failureOf(down) ?? '');
  const answer = yield* ask({
    method: 'GET',
    path: '/api/v1/namespaces/kube-system/services',
    query: [['labelSelector', 'kubernetes.io/cluster-service=true']],
    accept: JSON_OR_ANY,
  });
  const failure = failureOf(answer);
  if (failure !== undefined) return yield* fail(failure);
  const services = bodyOf<KubeList>(answer).items.map(
    (item) =>
      `${item.metadata.labels?.['kubernetes.io/name'] ?? item.metadata.name} is running at https://${SERVER}/api/v1/namespaces/kube-system/services/${item.metadata.name}/proxy`,
  );
  yield* print([`Kubernetes control plane is running at https://${SERVER}`, ...services].join('\n'));
  return 0;
}
