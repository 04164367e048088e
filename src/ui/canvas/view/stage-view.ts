import type { RequestRow, StageMark } from '../../../protocol/face.ts';

export type StageState = 'done' | 'now' | 'ahead';

/** State of each stage at an instant, from the marks that a request has left: the last one begun is now. */
export function stagesAt(
  stageNames: readonly string[],
  marks: readonly StageMark[],
  atUs: number,
): readonly StageState[] {
  let now = -1;
  for (const mark of marks) {
    if (mark.atUs > atUs) break;
    now = stageNames.indexOf(mark.stage);
  }
  return stageNames.map((_, index) => (index < now ? 'done' : index === now ? 'now' : 'ahead'));
}

/** Name of the last mark at or before an instant; empty if none. */
export const pointAtInstant = (marks: readonly StageMark[], atUs: number): string =>
  marks.findLast((mark) => mark.atUs <= atUs)?.stage ?? '';

/** What a request is about in one word or two: `pods`, `pods/binding`, `leases`. */
export function resourceOf(uri: string): string {
  const query = uri.indexOf('?');
  const parts = (query < 0 ? uri : uri.slice(0, query)).split('/').filter((part) => part !== '');
  const start = parts[0] === 'api' ? 2 : parts[0] === 'apis' ? 3 : 0;
  const rest = parts.slice(start);
  const scoped = rest[0] === 'namespaces' && rest.length > 2 ? rest.slice(2) : rest;
  const [resource = uri, , subresource] = scoped;
  return subresource === undefined ? resource : `${resource}/${subresource}`;
}

/** The request that the rail shows: the chosen one, else the oldest that a person would follow, else none. */
export function railRequest(
  requests: readonly RequestRow[],
  chosenExchange: number,
  isBackground: (exchange: number) => boolean,
): RequestRow | undefined {
  return (
    requests.find((row) => row.exchange === chosenExchange) ??
    requests.find((row) => !isBackground(row.exchange))
  );
}
