/** Reads the scripts of etcd-io/raft's tests: directives with arguments, input lines, `----`, expected output up to a blank line. */

export interface Directive {
  readonly command: string;
  /** Arguments without a value, in order. */
  readonly words: readonly string[];
  /** Arguments with values: `voters=(1,2)` is ['1', '2'], `timeout=3` is ['3']. */
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly input: readonly string[];
  readonly expected: string;
  readonly line: number;
}

export function parseScript(text: string): Directive[] {
  const lines = text.split('\n');
  const found: Directive[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] as string;
    at += 1;
    if (line.trim() === '' || line.startsWith('#')) continue;
    const input: string[] = [];
    const start = at;
    while (at < lines.length && lines[at] !== '----') {
      input.push(lines[at] as string);
      at += 1;
    }
    at += 1;
    const expected: string[] = [];
    while (at < lines.length && lines[at] !== '') {
      expected.push(lines[at] as string);
      at += 1;
    }
    found.push({
      ...parseLine(line),
      input: input.filter((one) => one !== '' && !one.startsWith('#')),
      expected: `${expected.join('\n')}\n`,
      line: start,
    });
  }
  return found;
}

function parseLine(line: string): Pick<Directive, 'command' | 'words' | 'options'> {
  const words: string[] = [];
  const options = new Map<string, readonly string[]>();
  for (const argument of splitArguments(line)) {
    const equals = argument.indexOf('=');
    if (equals < 0) words.push(argument);
    else options.set(argument.slice(0, equals), valuesOf(argument.slice(equals + 1)));
  }
  return { command: words[0] ?? '', words: words.slice(1), options };
}

/** Splits at spaces outside of parentheses. */
function splitArguments(line: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const letter of line) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === ' ' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.filter((part) => part !== '');
}

function valuesOf(value: string): readonly string[] {
  const bare = value.startsWith('(') && value.endsWith(')') ? value.slice(1, -1) : value;
  return bare.split(',').map((one) => one.trim());
}
