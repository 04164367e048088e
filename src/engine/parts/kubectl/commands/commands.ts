import { COMMANDS } from '../../../../kube/kubectl-grammar.ts';
import { NOT_YET } from '../../../../kube/kubectl-not-yet.ts';
import { isOn, parseCommand, plainWords, type CommandLine } from '../command-line.ts';
import { fail, print } from '../script.ts';
import type { Script, Shell } from '../types.ts';
import { apply, createFile } from './apply.ts';
import { createConfigMapCommand, createDeploymentCommand, createNamespaceCommand, run } from './create.ts';
import { deleteCommand } from './delete.ts';
import { describe } from './describe.ts';
import { explain } from './explain.ts';
import { get } from './get.ts';
import { apiResources, apiVersions, clusterInfo, version } from './information.ts';
import { logs } from './logs.ts';
import { rolloutStatusCommand, scale } from './scale.ts';

type Command = (line: CommandLine, shell: Shell) => Script;

const BY_NAME: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['get', get],
  ['describe', describe],
  ['explain', explain],
  ['run', run],
  ['create', createFile],
  ['create deployment', createDeploymentCommand],
  ['create namespace', createNamespaceCommand],
  ['create configmap', createConfigMapCommand],
  ['delete', deleteCommand],
  ['scale', scale],
  ['apply', apply],
  ['logs', logs],
  ['rollout status', rolloutStatusCommand],
  ['version', version],
  ['api-resources', apiResources],
  ['api-versions', apiVersions],
  ['cluster-info', clusterInfo],
]);

/** Steps of editing that turn one word into another. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min(
          (row[j] as number) + 1,
          (next[j - 1] as number) + 1,
          (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[b.length] as number;
}

/** Models cobra's SuggestionsFor: near by editing, or by a common beginning. */
function suggestions(word: string): readonly string[] {
  const known = [
    ...new Set([
      ...COMMANDS.map((c) => c.name.split(' ', 1)[0] as string),
      ...Object.keys(NOT_YET).map((name) => name.split(' ', 1)[0] as string),
    ]),
  ].sort();
  return known.filter(
    (name) => distance(word.slice(0, 40).toLowerCase(), name) <= 2 || name.startsWith(word.toLowerCase()),
  );
}

/** The longest of these words that names a command of the real kubectl which is not simulated. */
function notYet(words: readonly string[]): string | undefined {
  return [words.slice(0, 2).join(' '), words[0] ?? ''].find((name) => Object.hasOwn(NOT_YET, name));
}

function* unknown(words: readonly string[]): Script {
  const name = notYet(words);
  if (name !== undefined) {
    const nearest = NOT_YET[name] ? `\nNearest: ${NOT_YET[name]}` : '';
    return yield* fail(
      `kube-orrery: "kubectl ${name}" is not simulated yet.${nearest}\nWhat is: kubectl help`,
    );
  }
  const word = words[0] ?? '';
  const near = suggestions(word);
  return yield* fail(
    `error: unknown command "${word}" for "kubectl"${near.length > 0 ? `\n\nDid you mean this?\n${near.map((one) => `\t${one}`).join('\n')}` : ''}`,
  );
}

function* overview(): Script {
  yield* print(
    `kubectl controls the Kubernetes cluster manager.\n\nSimulated commands:\n${COMMANDS.map((c) => `  ${c.name}`).join('\n')}`,
  );
  return 0;
}

function* help(line: CommandLine): Script {
  yield* print(
    `Usage:\n  kubectl ${line.command.name} [options]\n\nOptions:\n${line.command.flags.map((f) => `    ${f.short ? `-${f.short}, ` : ''}--${f.name}`).join('\n')}`,
  );
  return 0;
}

/** The script of a command line (the words behind `kubectl`). */
export function scriptOf(shell: Shell): Script {
  const plain = plainWords(shell.words);
  if (plain.length === 0 || plain[0] === 'help') return overview();
  const line = parseCommand(shell.words);
  // `kubectl create secret` is a command of its own, and not a name for `kubectl create`.
  if (line === undefined || notYet(plain)?.includes(' ')) return unknown(plain);
  if (typeof line === 'string') return fail(line);
  if (isOn(line, 'help')) return help(line);
  return (BY_NAME.get(line.command.name) as Command)(line, shell);
}
