import type { Status } from './status.ts';

/** What kubectl writes to standard error about a refusal, with the line break. Models kubectl cmd/util helpers.go StandardErrorMessage. */
export function kubectlErrorText(status: Status, context = ''): string {
  const { reason, message = '', details } = status;
  if (reason === 'Invalid' && details?.kind) return `${invalidText(status)}\n`;
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${context}${message})\n`;
  const label = reason === undefined ? '' : ` (${reason})`;
  return `Error from server${label}: ${context}${message}\n`;
}

function invalidText(status: Status): string {
  const { kind = '', name = '', causes = [] } = status.details ?? {};
  const head = `The ${kind} "${name}" is invalid`;
  const lines = [
    ...new Set(
      causes.map((cause) => (cause.field ? `${cause.field}: ${cause.message ?? ''}` : (cause.message ?? ''))),
    ),
  ];
  if (lines.length === 0) return status.message ? `${head}: ${status.message}` : head;
  return lines.length === 1
    ? `${head}: ${lines[0]}`
    : `${head}: ${lines.map((line) => `\n* ${line}`).join('')}`;
}
