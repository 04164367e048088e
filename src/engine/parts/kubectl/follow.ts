/** What is done with the messages of a stream that a command follows. */
import { printTable } from '../../../kube/printers/print-table.ts';
import { tableOf } from '../../../kube/printers/printers.ts';
import type { Table } from '../../../kube/printers/table.ts';
import { parseApiVersion, type KubeObject } from '../../../kube/value.ts';
import { isFailure } from '../../../kube/status.ts';
import type { HttpStreamEvent } from '../../wires/http.ts';
import { rolloutStatus } from './commands/rollout-words.ts';
import { statusText } from './status-text.ts';
import type { Follow } from './types.ts';

const ROWS_REMEMBERED = 200;

interface FollowStep {
  readonly follow: Follow;
  readonly stdout: string;
  readonly stderr?: string;
  /** It has what it wanted. */
  readonly done: boolean;
}

/** A watch event as a Table of one row, also when the server sent the bare object. */
function asTable(object: unknown, seen: Table | null, nowUs: number): Table {
  const table = object as Table;
  if (table.kind === 'Table')
    return table.columnDefinitions?.length
      ? table
      : { ...table, columnDefinitions: seen?.columnDefinitions ?? [] };
  const plain = object as KubeObject;
  return tableOf(parseApiVersion(plain.apiVersion).group, plain.kind, [plain], nowUs);
}

/** One more row under the rows before it: columns stay as wide as they were. */
function tableStep(follow: Extract<Follow, { kind: 'table' }>, object: unknown, nowUs: number): FollowStep {
  const fresh = asTable(object, follow.seen, nowUs);
  const first = follow.seen === null;
  const rows = [...(follow.seen?.rows ?? []), ...fresh.rows].slice(-ROWS_REMEMBERED);
  const seen: Table = { ...fresh, rows };
  const all = printTable(seen, follow).trimEnd().split('\n');
  const shown = first && !follow.noHeaders ? all : all.slice(all.length - fresh.rows.length);
  return { follow: { ...follow, seen }, stdout: shown.join('\n'), done: false };
}

/** Text comes in chunks; what ends in the middle of a line waits for the rest. */
function logStep(follow: Extract<Follow, { kind: 'log' }>, chunk: string): FollowStep {
  const text = follow.open + chunk;
  const end = text.lastIndexOf('\n');
  return {
    follow: { ...follow, open: text.slice(end + 1) },
    stdout: end < 0 ? '' : text.slice(0, end),
    done: false,
  };
}

function deletedStep(follow: Extract<Follow, { kind: 'deleted' }>, event: HttpStreamEvent): FollowStep {
  const object = event.object as KubeObject;
  const end =
    event.type === 'BOOKMARK' && object.metadata?.annotations?.['k8s.io/initial-events-end'] === 'true';
  if (end) return { follow, stdout: '', done: !follow.seen };
  if (event.type === 'BOOKMARK') return { follow, stdout: '', done: false };
  const same = object.metadata?.uid === follow.uid;
  return {
    follow: { ...follow, seen: follow.seen || same },
    stdout: '',
    done: event.type === 'DELETED' || !same,
  };
}

function rolloutStep(follow: Extract<Follow, { kind: 'rollout' }>, event: HttpStreamEvent): FollowStep {
  if (event.type === 'BOOKMARK') return { follow, stdout: '', done: false };
  const { text, done } = rolloutStatus(event.object as KubeObject);
  return { follow: { ...follow, last: text }, stdout: text === follow.last ? '' : text, done };
}

/** The next message of a stream. */
export function followStep(follow: Follow, event: HttpStreamEvent, nowUs: number): FollowStep {
  if (event.type === 'ERROR') {
    const status = event.object as Parameters<typeof statusText>[0];
    return {
      follow,
      stdout: '',
      stderr: isFailure(status) ? statusText(status) : 'error: an error on the server',
      done: true,
    };
  }
  switch (follow.kind) {
    case 'table':
      return event.type === 'BOOKMARK'
        ? { follow, stdout: '', done: false }
        : tableStep(follow, event.object, nowUs);
    case 'log':
      return logStep(follow, String(event.object));
    case 'deleted':
      return deletedStep(follow, event);
    default:
      return rolloutStep(follow, event);
  }
}
