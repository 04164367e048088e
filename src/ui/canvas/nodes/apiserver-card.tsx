import { Check, Ellipsis } from 'lucide-react';
import { memo } from 'react';
import type { ApiserverDetail, Face, RequestRow } from '../../../protocol/face.ts';
import { type Translate, useText } from '../../kit/i18n.ts';
import { PartIcon } from '../../kit/part-icon.tsx';
import { formatDuration } from '../../kit/template.ts';
import { useAtPlayhead, useFace, useSessionState } from '../../session/hooks.ts';
import { CANVAS_SIZES } from '../graph/sizes.ts';
import { railRequest, resourceOf, type StageState, stagesAt } from '../view/stage-view.ts';
import css from './apiserver-card.module.css';
import { Card, FaultMark } from './card.tsx';
import card from './card.module.css';
import type { CardProps } from './card-data.ts';
import { detailOf, usePartFault, useShownPart } from './use-part.ts';

/** The ten stages while no request is on the rail and the part has not said its own. */
const STAGES = [
  'authentication',
  'audit',
  'priority-and-fairness',
  'authorization',
  'decode-and-default',
  'mutating-admission',
  'validation',
  'validating-admission',
  'registry',
  'etcd',
];

/** kube-apiserver: the way of one request through its stages, and what it holds. */
export const ApiserverCard = memo(function ApiserverCard({ data }: CardProps) {
  const t = useText();
  const shown = useShownPart(data.node.parts);
  const face = useFace(shown);
  const detail = detailOf(face, 'kube-apiserver');
  const fault = usePartFault(shown);
  const request = useRailRequest(detail);
  const names = detail && detail.stageNames.length > 0 ? detail.stageNames : STAGES;
  const states = useStages(names, request);
  const narrow = data.form === 'narrow';
  const place = placeOf(t, face, data.node.parts.length, data.node.parts.indexOf(shown));
  return (
    <div className={css.stack}>
      {data.node.parts.length > 1 && <div className={css.behind} aria-hidden />}
      <Card
        parts={data.node.parts}
        shown={shown}
        label={labelOf(t, place, request, names, states)}
        className={request ? css.busy : ''}
      >
        <div className={`${card.title} ${css.title}`}>
          <PartIcon kind="kube-apiserver" coloured />
          <span className="type-title">{data.node.title}</span>
          <span className={card.third}>{place}</span>
          <span className={card.end}>
            {fault ? <FaultMark fault={fault} /> : request && <Age request={request} />}
          </span>
        </div>
        <Rail
          names={names}
          states={states}
          step={narrow ? CANVAS_SIZES.narrow.stageStep : CANVAS_SIZES.wide.stageStep}
        />
        {!narrow && <Foot detail={detail} waits={waitOf(t, face, request, states)} />}
      </Card>
    </div>
  );
});

function useRailRequest(detail: ApiserverDetail | undefined): RequestRow | undefined {
  const chosen = useSessionState((state) =>
    state.selection?.kind === 'hop' ? Number(state.selection.id) : 0,
  );
  return useAtPlayhead((trace) => {
    const exchange = trace.hopById(chosen)?.exchange ?? 0;
    return detail && railRequest(detail.requests, exchange, (id) => trace.hopById(id)?.background ?? true);
  });
}

function useStages(names: readonly string[], request: RequestRow | undefined): readonly StageState[] {
  const key = useAtPlayhead((_, us) => stagesAt(names, request?.stages ?? [], us).join(' '));
  return key.split(' ') as StageState[];
}

function Age({ request }: { readonly request: RequestRow }) {
  const method = useAtPlayhead((trace) => trace.hopById(request.exchange)?.verb ?? request.verb);
  const age = useAtPlayhead((_, us) => formatDuration(Math.max(0, us - request.receivedAtUs)));
  return (
    <span className={`mono ${css.age}`}>
      {method} {resourceOf(request.uri)} <strong>{age}</strong>
    </span>
  );
}

function Rail({
  names,
  states,
  step,
}: {
  readonly names: readonly string[];
  readonly states: readonly StageState[];
  readonly step: number;
}) {
  const t = useText();
  const spread = names.length > 1 ? (step * 9) / (names.length - 1) : 0;
  const reached = Math.max(0, states.lastIndexOf('now'));
  return (
    <div className={css.rail} style={{ width: step * 9 }}>
      <div className={css.line} />
      <div className={css.lineDone} style={{ width: reached * spread }} />
      {names.map((name, index) => (
        <div key={name} className={css.stage} style={{ left: index * spread }} data-state={states[index]}>
          <span className={css.disc}>
            {states[index] === 'done' && <Check size={13} strokeWidth={2} aria-hidden />}
            {states[index] === 'now' && <Ellipsis size={14} strokeWidth={2.5} aria-hidden />}
          </span>
          <span className={css.name} style={{ width: spread }}>
            {stageName(t, name)}
          </span>
        </div>
      ))}
    </div>
  );
}

function stageName(t: Translate, name: string): string {
  const code = `canvas.stage.${name}`;
  return t.has(code) ? t.say({ code }) : name;
}

function Foot({ detail, waits }: { readonly detail: ApiserverDetail | undefined; readonly waits: string }) {
  const t = useText();
  const reached = detail?.caches.reduce((most, cache) => Math.max(most, cache.resourceVersion), 0) ?? 0;
  return (
    <div className={css.foot}>
      <span>
        {t('canvas.api.cache')} <strong className="mono">{reached}</strong>
      </span>
      <span>
        {t('canvas.api.inFlight')} <strong className="mono">{detail?.requests.length ?? 0}</strong>
      </span>
      <span>
        {t('canvas.api.watches')} <strong className="mono">{detail?.watches.length ?? 0}</strong>
      </span>
      <span className={css.waits}>{waits}</span>
    </div>
  );
}

/** A request in its last stage waits for etcd: a write for its commit, a read for its answer. */
function waitOf(
  t: Translate,
  face: Face | undefined,
  request: RequestRow | undefined,
  states: readonly StageState[],
): string {
  if (face?.waitingFor) return t.say(face.waitingFor);
  if (!request || states.at(-1) !== 'now') return '';
  return t(READS.has(request.verb) ? 'canvas.api.waitsRead' : 'canvas.api.waitsCommit');
}

const READS = new Set(['get', 'list', 'watch', 'GET']);

function placeOf(t: Translate, face: Face | undefined, replicas: number, index: number): string {
  const place = face?.place ?? '';
  return replicas > 1 ? t('canvas.api.replica', { place, n: index + 1, of: replicas }) : place;
}

function labelOf(
  t: Translate,
  place: string,
  request: RequestRow | undefined,
  names: readonly string[],
  states: readonly StageState[],
): string {
  const now = states.indexOf('now');
  if (!request) return t('canvas.label.apiserver', { place });
  return t('canvas.label.apiserverBusy', {
    place,
    verb: request.verb,
    what: resourceOf(request.uri),
    stage: stageName(t, names[now] ?? ''),
    n: now + 1,
    of: names.length,
  });
}
