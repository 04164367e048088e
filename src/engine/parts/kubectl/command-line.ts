import { commandOf, type CommandSpec, flagOf } from '../../../kube/kubectl-grammar.ts';
import { FLAGS_NOT_YET } from '../../../kube/kubectl-not-yet.ts';

/** A line split as a shell splits it, or what is wrong with it. */
export type Words = { readonly words: readonly string[] } | { readonly error: string };

interface Scanner {
  readonly words: string[];
  word: string | undefined;
  quote: string;
}

function scanQuoted(scanner: Scanner, line: string, i: number): number {
  const c = line[i] as string;
  if (c === scanner.quote) scanner.quote = '';
  else if (c === '\\' && scanner.quote === '"' && '"\\$'.includes(line[i + 1] ?? '')) {
    scanner.word = (scanner.word ?? '') + (line[i + 1] ?? '');
    return i + 1;
  } else scanner.word = (scanner.word ?? '') + c;
  return i;
}

function endWord(scanner: Scanner): void {
  if (scanner.word !== undefined) scanner.words.push(scanner.word);
  scanner.word = undefined;
}

/** A character outside quotes; returns the position of the last one it took, or undefined where the words end. */
function scanPlain(scanner: Scanner, line: string, i: number): number | undefined {
  const c = line[i] as string;
  if (c === '"' || c === "'") {
    scanner.quote = c;
    scanner.word = scanner.word ?? '';
  } else if (c === '\\') {
    scanner.word = (scanner.word ?? '') + (line[i + 1] ?? '');
    return i + 1;
  } else if (c === ' ' || c === '\t' || c === '\n') endWord(scanner);
  else if (c === '#' && scanner.word === undefined) return undefined;
  else scanner.word = (scanner.word ?? '') + c;
  return i;
}

/** Splits by blanks; quotes and backslashes as in sh. Pipes and redirections are refused. */
export function splitLine(line: string): Words {
  const scanner: Scanner = { words: [], word: undefined, quote: '' };
  for (let i = 0; i < line.length; i += 1) {
    const c = line[i] as string;
    if (scanner.quote === '' && '|<>;&`'.includes(c))
      return {
        error: `kube-orrery: '${c}' is not simulated: one command a line, without pipes and redirections`,
      };
    const at: number | undefined =
      scanner.quote === '' ? scanPlain(scanner, line, i) : scanQuoted(scanner, line, i);
    if (at === undefined) break;
    i = at;
  }
  if (scanner.quote !== '')
    return { error: `kube-orrery: unexpected end of line while looking for matching \`${scanner.quote}'` };
  endWord(scanner);
  return { words: scanner.words };
}

export interface CommandLine {
  readonly command: CommandSpec;
  readonly args: readonly string[];
  /** What follows `--`. */
  readonly rest: readonly string[];
  /** Every value of every flag, in order, by long name. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

function unknownFlag(command: CommandSpec, text: string): string {
  return `error: ${text}\nSee 'kubectl ${command.name} --help' for usage.`;
}

interface Reading {
  readonly flags: Map<string, string[]>;
  readonly words: readonly string[];
  readonly command: CommandSpec;
}

function put(reading: Reading, name: string, value: string): void {
  reading.flags.set(name, [...(reading.flags.get(name) ?? []), value]);
}

/** `--name`, `--name=value`, `--name value`. Returns how many words it took, or the error. */
function readLong(reading: Reading, i: number): number | string {
  const word = (reading.words[i] as string).slice(2);
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  const spec = flagOf(reading.command, name, false);
  if (!spec && FLAGS_NOT_YET.has(name))
    return `kube-orrery: the flag --${name} of "kubectl ${reading.command.name}" is not simulated yet`;
  if (!spec) return unknownFlag(reading.command, `unknown flag: --${name}`);
  if (equals >= 0) put(reading, spec.name, word.slice(equals + 1));
  else if (spec.value === 'required') {
    const value = reading.words[i + 1];
    if (value === undefined) return unknownFlag(reading.command, `flag needs an argument: --${name}`);
    put(reading, spec.name, value);
    return 2;
  } else put(reading, spec.name, spec.bare ?? 'true');
  return 1;
}

/** `-n`, `-nvalue`, `-n value`, `-n=value`, and several switches in one word. */
function readShort(reading: Reading, i: number): number | string {
  const letters = (reading.words[i] as string).slice(1);
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at] as string;
    const spec = flagOf(reading.command, letter, true);
    if (!spec) return unknownFlag(reading.command, `unknown shorthand flag: '${letter}' in -${letters}`);
    const tail = letters.slice(at + 1);
    if (spec.value === 'required') {
      if (tail !== '') put(reading, spec.name, tail.startsWith('=') ? tail.slice(1) : tail);
      else if (reading.words[i + 1] === undefined)
        return unknownFlag(reading.command, `flag needs an argument: '${letter}' in -${letters}`);
      else {
        put(reading, spec.name, reading.words[i + 1] as string);
        return 2;
      }
      return 1;
    }
    if (tail.startsWith('=')) {
      put(reading, spec.name, tail.slice(1));
      return 1;
    }
    put(reading, spec.name, spec.bare ?? 'true');
  }
  return 1;
}

/** Flags that may stand in front of the command and take the word behind them. */
const LEADING = new Set(['-n', '--namespace', '-v', '--v']);

/** The words that are neither flags nor values of those that may stand in front of the command. */
export function plainWords(words: readonly string[]): readonly string[] {
  return words.filter((word, i) => !word.startsWith('-') && !LEADING.has(words[i - 1] ?? ''));
}

/** Reads the words behind `kubectl`; a text is kubectl's complaint. Undefined: no command of this name is simulated. */
export function parseCommand(words: readonly string[]): CommandLine | string | undefined {
  const command = commandOf(plainWords(words));
  if (!command) return undefined;
  const reading: Reading = { flags: new Map(), words, command };
  const args: string[] = [];
  let i = 0;
  for (; i < words.length; ) {
    const word = words[i] as string;
    if (word === '--') break;
    const took =
      word === '-' || !word.startsWith('-')
        ? 0
        : word.startsWith('--')
          ? readLong(reading, i)
          : readShort(reading, i);
    if (typeof took === 'string') return took;
    if (took === 0) args.push(word);
    i += Math.max(1, took);
  }
  return {
    command,
    args: args.slice(command.name.split(' ').length),
    rest: words.slice(i + 1),
    flags: reading.flags,
  };
}

/** Last value of a flag, or empty. */
export function valueOfFlag(line: CommandLine, name: string): string {
  return line.flags.get(name)?.at(-1) ?? '';
}

/** Whether a switch is on. */
export function isOn(line: CommandLine, name: string): boolean {
  const value = line.flags.get(name)?.at(-1);
  return value !== undefined && value !== 'false';
}

export function namespaceOf(line: CommandLine): string {
  return valueOfFlag(line, 'namespace') || 'default';
}
