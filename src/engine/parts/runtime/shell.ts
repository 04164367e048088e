/**
 * Just enough of sh to know what `sh -c '…'` in a manifest does: echo, sleep, exit, true, false, date, `;`, `&&`, `||`, `while true`, `for`.
 * What a script does is known before it runs, because none of these depends on the outside.
 */
export type Step =
  | { readonly do: 'print'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly do: 'sleep'; readonly inUs: number }
  | { readonly do: 'exit'; readonly code: number }
  /** Takes memory until the limit; without one it goes on for ever. */
  | { readonly do: 'hog' };

export interface Script {
  readonly steps: readonly Step[];
  /** Repeated for ever after `steps`. */
  readonly loop: readonly Step[];
  /** `trap '' TERM`, or a process that is no init. */
  readonly trapsTerm: boolean;
}

const QUIET = new Set([
  'mkdir',
  'touch',
  'rm',
  'cp',
  'mv',
  'ln',
  'chmod',
  'chown',
  'cat',
  'ls',
  'cd',
  'export',
  'set',
  'wait',
  'wget',
  'curl',
  'nc',
  'nslookup',
  'ping',
  'printf',
  'env',
  'id',
  'uname',
  'sync',
  'test',
  'apt-get',
  'apk',
  'df',
  'ps',
  'grep',
  'sed',
  'awk',
  'vi',
]);
const STEPS_MAX = 400;
/** Scripts are the user's: what lies behind this many characters is not read. */
const SCRIPT_MAX = 4000;

interface Token {
  readonly text: string;
  /** An operator, not a word; quoted words never are. */
  readonly operator: boolean;
}

/** Stands for a dollar sign that is not to be expanded. */
const PLAIN_DOLLAR = '\u0001';

/** A quoted piece of a word: its text and where it ends. Nothing is expanded yet, because variables change while the script runs. */
function readQuoted(source: string, from: number): { readonly text: string; readonly next: number } {
  const quote = source[from];
  const end = source.indexOf(quote as string, from + 1);
  const stop = end < 0 ? source.length : end;
  const inner = source.slice(from + 1, stop);
  return { text: quote === '"' ? inner : inner.replaceAll('$', PLAIN_DOLLAR), next: stop + 1 };
}

function isNameCharacter(c: string | undefined): boolean {
  return (
    c !== undefined &&
    ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c === '_')
  );
}

/** `$NAME` and `${NAME}` → value; `$(…)` stays for the runtime, which knows the time. */
export function expand(text: string, env: ReadonlyMap<string, string>): string {
  let out = '';
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] !== '$' || text[i + 1] === '(') {
      out += text[i];
      continue;
    }
    const braces = text[i + 1] === '{';
    let end = i + (braces ? 2 : 1);
    const start = end;
    while (isNameCharacter(text[end])) end += 1;
    if (end === start) {
      out += '$';
      continue;
    }
    out += env.get(text.slice(start, end)) ?? '';
    i = braces && text[end] === '}' ? end : end - 1;
  }
  return out;
}

function operatorAt(source: string, i: number): string {
  const two = source.slice(i, i + 2);
  if (two === '&&' || two === '||') return two;
  return source[i] === ';' || source[i] === '\n'
    ? ';'
    : source[i] === '&'
      ? '&'
      : source[i] === '|'
        ? '|'
        : '';
}

/** End of an unquoted piece of a word that begins at `from`. */
function endOfPlain(source: string, from: number): number {
  let end = from + 1;
  if (source.startsWith('$(', from)) end = Math.max(end, source.indexOf(')', from) + 1);
  while (end < source.length && !' \t\'"'.includes(source[end] as string) && operatorAt(source, end) === '')
    end += 1;
  return end;
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let word: string | undefined;
  const flush = () => {
    if (word !== undefined) tokens.push({ text: word, operator: false });
    word = undefined;
  };
  for (let i = 0; i < source.length; ) {
    const c = source[i] as string;
    const operator = operatorAt(source, i);
    if (operator !== '' || c === ' ' || c === '\t') {
      flush();
      if (operator !== '') tokens.push({ text: operator, operator: true });
      i += operator === '' ? 1 : operator.length;
    } else if (c === '"' || c === "'") {
      const { text, next } = readQuoted(source, i);
      word = (word ?? '') + text;
      i = next;
    } else {
      const end = endOfPlain(source, i);
      word = (word ?? '') + source.slice(i, end);
      i = end;
    }
  }
  flush();
  return tokens;
}

interface Machine {
  readonly steps: Step[];
  loop: readonly Step[];
  trapsTerm: boolean;
  status: number;
  ended: boolean;
  readonly env: Map<string, string>;
}

function sleepInUs(words: readonly string[]): number {
  const text = words[1] ?? '0';
  if (text === 'infinity') return Number.POSITIVE_INFINITY;
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[text.slice(-1)] ?? 0;
  const number = Number(unit === 0 ? text : text.slice(0, -1));
  return Number.isFinite(number) && number >= 0 ? Math.round(number * (unit || 1) * 1_000_000) : 0;
}

function echo(machine: Machine, words: readonly string[]): void {
  const toStderr = words.includes('>&2') || words.includes('1>&2');
  const cut = words.findIndex((w) => w.startsWith('>') || w.startsWith('1>'));
  const shown = (cut < 0 ? words : words.slice(0, cut))
    .slice(1)
    .filter((w, i) => i > 0 || (w !== '-n' && w !== '-e'));
  if (cut < 0 || toStderr)
    machine.steps.push({ do: 'print', stream: toStderr ? 'stderr' : 'stdout', text: shown.join(' ') });
}

type Builtin = (machine: Machine, words: readonly string[]) => void;

function exit(machine: Machine, words: readonly string[]): void {
  machine.steps.push({ do: 'exit', code: Number(words[1] ?? machine.status) & 255 });
  machine.ended = true;
}

const succeed: Builtin = () => {};

const BUILTINS = new Map<string, Builtin>([
  ['echo', echo],
  ['sleep', (machine, words) => void machine.steps.push({ do: 'sleep', inUs: sleepInUs(words) })],
  ['date', (machine) => void machine.steps.push({ do: 'print', stream: 'stdout', text: '$(date)' })],
  [
    'hostname',
    (machine) =>
      void machine.steps.push({ do: 'print', stream: 'stdout', text: machine.env.get('HOSTNAME') ?? '' }),
  ],
  ['true', succeed],
  [':', succeed],
  ['[', succeed],
  ['false', (machine) => void (machine.status = 1)],
  ['exit', exit],
  [
    'trap',
    (machine, words) =>
      void (machine.trapsTerm =
        machine.trapsTerm || words.slice(2).some((w) => w.includes('TERM') || w === '15')),
  ],
  [
    'tail',
    (machine, words) =>
      void machine.steps.push(
        words.includes('/dev/zero') ? { do: 'hog' } : { do: 'sleep', inUs: Number.POSITIVE_INFINITY },
      ),
  ],
]);

/** Runs one command: its steps, its exit status. */
function command(machine: Machine, all: readonly string[]): void {
  const words = all.slice(all.findIndex((word) => word !== 'exec'));
  const name = (words[0] ?? '').split('/').pop() ?? '';
  const before = machine.status;
  machine.status = name === 'exit' ? before : 0;
  const builtin = BUILTINS.get(name);
  if (builtin) return builtin(machine, words);
  const equals = name.indexOf('=');
  if (equals > 0) machine.env.set(name.slice(0, equals), name.slice(equals + 1));
  else if (!QUIET.has(name)) {
    machine.steps.push({ do: 'print', stream: 'stderr', text: `sh: ${words[0]}: not found` });
    machine.status = 127;
  }
}

function endOfBlock(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let i = from; i < tokens.length; i += 1) {
    if (tokens[i]?.operator) continue;
    if (tokens[i]?.text === 'do') depth += 1;
    if (tokens[i]?.text === 'done' && --depth === 0) return i;
  }
  return tokens.length;
}

/** `while …; do BODY; done` and `for X in …; do BODY; done`; returns where to go on. */
function block(
  machine: Machine,
  source: readonly Token[],
  from: number,
  run: (machine: Machine, tokens: readonly Token[]) => void,
): number {
  const start = source.findIndex((t, i) => i >= from && t.text === 'do' && !t.operator);
  if (start < 0) {
    machine.steps.push(
      { do: 'print', stream: 'stderr', text: 'sh: syntax error: unexpected end of file (expecting "do")' },
      { do: 'exit', code: 2 },
    );
    machine.ended = true;
    return source.length;
  }
  const end = endOfBlock(source, from);
  const body = source.slice(start + 1, end);
  if (source[from]?.text === 'for') {
    const items = source.slice(from + 3, start).filter((t) => !t.operator);
    for (const item of items) {
      if (machine.ended || machine.steps.length > STEPS_MAX) break;
      machine.env.set(source[from + 1]?.text ?? '', item.text);
      run(machine, body);
    }
    return end + 1;
  }
  const inner: Machine = { ...machine, steps: [], ended: false };
  run(inner, body);
  if (inner.ended) machine.steps.push(...inner.steps);
  else
    machine.loop = inner.steps.some((s) => s.do === 'sleep')
      ? inner.steps
      : [...inner.steps.slice(0, 20), { do: 'sleep', inUs: 1_000_000 }];
  machine.trapsTerm = inner.trapsTerm;
  machine.ended = true;
  return end + 1;
}

function runTokens(machine: Machine, tokens: readonly Token[]): void {
  let words: string[] = [];
  let skip = false;
  const finish = (operator: string) => {
    if (words.length > 0 && !skip)
      command(
        machine,
        words.map((word) => expand(word, machine.env).replaceAll(PLAIN_DOLLAR, '$')),
      );
    words = [];
    skip = (operator === '&&' && machine.status !== 0) || (operator === '||' && machine.status === 0);
  };
  for (let i = 0; i < tokens.length && !machine.ended && machine.steps.length <= STEPS_MAX; i += 1) {
    const token = tokens[i] as Token;
    if (token.operator) finish(token.text);
    else if (words.length === 0 && (token.text === 'while' || token.text === 'until' || token.text === 'for'))
      i = block(machine, tokens, i, runTokens) - 1;
    else words.push(token.text);
  }
  if (!machine.ended) finish(';');
}

/** What a script does from beginning to end. */
export function readScript(source: string, env: ReadonlyMap<string, string>): Script {
  const machine: Machine = {
    steps: [],
    loop: [],
    trapsTerm: false,
    status: 0,
    ended: false,
    env: new Map(env),
  };
  runTokens(machine, tokenize(source.slice(0, SCRIPT_MAX)));
  if (!machine.ended) machine.steps.push({ do: 'exit', code: machine.status });
  return { steps: machine.steps, loop: machine.loop, trapsTerm: machine.trapsTerm };
}

/** One command without a shell around it. */
export function readCommand(words: readonly string[], env: ReadonlyMap<string, string>): Script {
  const machine: Machine = {
    steps: [],
    loop: [],
    trapsTerm: false,
    status: 0,
    ended: false,
    env: new Map(env),
  };
  command(machine, words);
  if (!machine.ended) machine.steps.push({ do: 'exit', code: machine.status });
  return { steps: machine.steps, loop: [], trapsTerm: false };
}
