import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../protocol/trace.ts';
import { completed, kubectlLine } from './completion.ts';
import { columnsOf, EMPTY_LINE, type Line, pressed } from './line-editor.ts';
import { plainText } from './plain-text.ts';
import { transcriptOf } from './transcript.ts';

function typed(...keys: readonly string[]): Line {
  return keys.reduce<Line>((line, key) => {
    const result = pressed(line, key);
    return result.kind === 'line' ? result.line : line;
  }, EMPTY_LINE);
}

describe('text that goes to a terminal', () => {
  it.each([
    ['colours', '\x1b[31mred\x1b[0m', 'red'],
    ['the clipboard', 'a\x1b]52;c;ZXZpbA==\x07b', 'ab'],
    ['a link', '\x1b]8;;http://x\x1b\\click\x1b]8;;\x1b\\', 'click'],
    ['the title, asked for', '\x1b[21tx', 'x'],
    ['a device report', '\x1b[6n', ''],
    ['a string nobody ends, up to its line', '\x1bPabc\nnext', '\nnext'],
    ['one-character controls', 'a\x9b31mb\x9d0;t\x9cc', 'abc'],
    ['a carriage return that hides what stood there', 'safe\revil', 'safeevil'],
    ['text that runs backwards', 'a\u202Eb\u2066c', 'abc'],
    ['a designated character set', '\x1b(Bx', 'x'],
  ])('loses %s', (_, input, output) => {
    expect(plainText(input)).toBe(output);
  });

  it('keeps tabs, newlines and every other sign', () => {
    expect(plainText('a\tb\nc ü 容器 🚀')).toBe('a\tb\nc ü 容器 🚀');
  });

  it('never holds an escape, whatever the input', () => {
    let seed = 7;
    for (let round = 0; round < 300; round += 1) {
      let text = '';
      for (let i = 0; i < 200; i += 1) {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        text += String.fromCharCode(seed % 5 === 0 ? 27 : seed % 260);
      }
      expect(
        Array.from(plainText(text)).some(
          (c) => c !== '\t' && c !== '\n' && (c < ' ' || (c >= '\x7f' && c <= '\x9f')),
        ),
      ).toBe(false);
    }
  });

  it('is read in linear time', () => {
    const start = performance.now();
    plainText('\x1b['.repeat(500_000));
    plainText('\x1b]'.repeat(500_000));
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe('the line that is typed', () => {
  it('takes letters, goes back and forth, and loses what is erased', () => {
    expect(typed('a', 'b', 'd', '\x1b[D', 'c')).toEqual({ text: 'abcd', cursor: 3 });
    expect(typed('get pods', '\x17', 'nodes').text).toBe('get nodes');
    expect(typed('get pods', '\x01', 'k ').text).toBe('k get pods');
    expect(typed('🚀x', '\x7f', '\x7f')).toEqual(EMPTY_LINE);
  });

  it('does not run what is pasted', () => {
    expect(typed('kubectl get pods\rkubectl delete pod web\r').text).toBe(
      'kubectl get pods kubectl delete pod web',
    );
  });

  it('counts wide signs as two columns', () => {
    expect(columnsOf('ab容器')).toBe(6);
  });
});

describe('completion', () => {
  const objects = ['pods/default/web', 'pods/default/worker', 'nodes/node-1'];
  const at = (text: string) => completed({ text, cursor: text.length }, objects);

  it('finishes what is unique and shows what is not', () => {
    expect(at('kubectl get po').line.text.startsWith('kubectl get po')).toBe(true);
    expect(at('kubectl logs we').line.text).toBe('kubectl logs web ');
    expect(at('kubectl logs w').candidates).toEqual(['web', 'worker']);
    expect(at('describe node no').line.text).toBe('describe node node-1 ');
  });

  it('knows kubectl with and without its name, and the built-ins', () => {
    expect(at('hel').line.text).toBe('help ');
    expect(at('k get nodes no').line.text).toBe('k get nodes node-1 ');
    expect(kubectlLine('get pods')).toBe('kubectl get pods');
    expect(kubectlLine('k get pods')).toBe('kubectl get pods');
    expect(kubectlLine('kubectl get pods')).toBe('kubectl get pods');
  });
});

describe('the scrollback', () => {
  const log = (id: number, atUs: number, stream: LogEvent['stream'], text: string): LogEvent => ({
    kind: 'log',
    id,
    atUs,
    cause: 0,
    background: false,
    part: 'kubectl',
    source: 't1',
    stream,
    text,
  });
  const logs = [
    log(1, 10, 'prompt', 'kubectl get pods'),
    log(2, 20, 'stdout', 'NAME\nweb'),
    log(3, 30, 'exit', '0'),
  ];
  const bare = (lines: readonly string[]) => lines.map(plainText);

  it('is what was printed, command by command', () => {
    expect(bare(transcriptOf(logs, [], 40).lines)).toEqual(['$ kubectl get pods', 'NAME', 'web']);
  });

  it('knows that a command runs until its exit', () => {
    expect(transcriptOf(logs.slice(0, 2), [], 25).running).toBe(true);
    expect(transcriptOf(logs, [], 40).running).toBe(false);
  });

  it('is empty behind clear, and full again before it', () => {
    expect(transcriptOf(logs, [{ kind: 'clear', atUs: 35 }], 40).lines).toEqual([]);
    expect(transcriptOf(logs, [{ kind: 'clear', atUs: 35 }], 33).lines).toHaveLength(3);
  });

  it('holds what the page said, where it said it', () => {
    expect(
      bare(transcriptOf(logs, [{ kind: 'said', atUs: 5, line: 'help', text: 'a\nb' }], 40).lines),
    ).toEqual(['$ help', 'a', 'b', '$ kubectl get pods', 'NAME', 'web']);
  });
});
