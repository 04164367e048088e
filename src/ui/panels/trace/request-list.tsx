import { useState } from 'react';
import type { HopEvent } from '../../../protocol/trace.ts';
import { useText } from '../../kit/i18n.ts';
import { mapName } from '../../kit/map-name.ts';
import { useAtPlayhead, useSession, useSessionState } from '../../session/hooks.ts';
import { countUpTo } from '../../session/sorted-index.ts';
import css from './request-list.module.css';

const SHOWN = 60;
const AHEAD = 3;
const LOOK_BACK = 2000;
const LOOK_AHEAD = 200;

/** Which wire and which verb; empty is any. */
interface Filter {
  readonly wire: string;
  readonly verb: string;
}

/** Every request and one-way message around the playhead, as an access log: what is not played yet stands dim and says "later". */
export function RequestList() {
  const t = useText();
  const session = useSession();
  const picked = useSessionState((s) => (s.selection?.kind === 'hop' ? s.selection.id : ''));
  const [filter, setFilter] = useState<Filter>({ wire: '', verb: '' });
  const place = useAtPlayhead(
    (trace, us) => `${trace.version} ${countUpTo(trace.hops, us, (hop) => hop.atUs)}`,
  );
  const at = Number(place.split(' ')[1]);
  const sent = session.trace.hops
    .slice(Math.max(0, at - LOOK_BACK), at + LOOK_AHEAD)
    .filter((hop) => hop.role !== 'answer' && !hop.background);
  const us = session.playhead.us;
  const asked = sent.filter(
    (hop) =>
      (filter.wire === '' || hop.wire === filter.wire) && (filter.verb === '' || hop.verb === filter.verb),
  );
  const played = asked.filter((hop) => hop.atUs <= us);
  const rows = played.slice(-SHOWN).reverse();
  const later = asked
    .filter((hop) => hop.atUs > us)
    .slice(0, AHEAD)
    .reverse();
  return (
    <section className={css.whole} aria-label={t('panels.requests.title')}>
      <Head sent={sent} us={us} shown={rows.length} filter={filter} onFilter={setFilter} />
      <div className={css.scroll}>
        <table>
          <thead>
            <tr>
              <th className={css.number}>ms</th>
              <th>{t('panels.requests.verb')}</th>
              <th>URI</th>
              <th>{t('panels.requests.code')}</th>
              <th className={css.number}>µs</th>
              <th className={css.number}>{t('panels.requests.bytes')}</th>
            </tr>
          </thead>
          <tbody>
            {[...later, ...rows].map((hop) => (
              <Row key={hop.id} hop={hop} us={us} picked={picked === String(hop.id)} />
            ))}
          </tbody>
        </table>
        {later.length + rows.length === 0 && <p className={css.none}>{t('panels.requests.none')}</p>}
      </div>
    </section>
  );
}

interface HeadProps {
  /** What was sent around the playhead, whatever the filter. */
  readonly sent: readonly HopEvent[];
  readonly us: number;
  readonly shown: number;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

/** How many of how many, and the choice of wires and verbs. */
function Head({ sent, us, shown, filter, onFilter }: HeadProps) {
  const t = useText();
  return (
    <header>
      <b>{t('panels.requests.title')}</b>
      <span className="t3">
        {t('panels.requests.inView', {
          shown,
          all: sent.filter((hop) => hop.atUs <= us).length,
        })}
      </span>
      <span className={css.filters}>
        <Choice
          label={t('panels.requests.wires')}
          all={t('panels.requests.allWires')}
          values={sent.map((hop) => hop.wire)}
          value={filter.wire}
          onChange={(wire) => onFilter({ wire, verb: '' })}
        />
        <Choice
          label={t('panels.requests.verbs')}
          all={t('panels.requests.allVerbs')}
          values={sent.filter((hop) => filter.wire === '' || hop.wire === filter.wire).map((hop) => hop.verb)}
          value={filter.verb}
          onChange={(verb) => onFilter({ ...filter, verb })}
        />
      </span>
    </header>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly all: string;
  readonly values: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One of what there is, or all. */
function Choice({ label, all, values, value, onChange }: ChoiceProps) {
  const known = [...new Set(value === '' ? values : [...values, value])].sort();
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{all}</option>
      {known.map((one) => (
        <option key={one} value={one}>
          {one}
        </option>
      ))}
    </select>
  );
}

/** A path says of itself where it goes; what else travels is told by its content and by its two ends. */
function wordsOf(hop: HopEvent): string {
  if (hop.wire === 'http' && hop.role === 'request') return hop.label;
  return hop.wire === 'raft'
    ? `${hop.from} → ${hop.to}  ${hop.label}`
    : `${hop.label} · ${shortPart(hop.from)} → ${shortPart(hop.to)}`;
}

/** The end of a path says more than its beginning, which is the same in all. */
const shortPath = (words: string): string =>
  words.replace(/^(put |delete |get )?\/(?:api\/v1|apis\/[^/]+\/[^/]+|registry)\/(?:namespaces\/)?/, '$1…/');

/** `kube-apiserver/cp-1` → `kube-apiserver`, `kubelet/node-2` stays: only nodes have more than one of a kind on the wire. */
function shortPart(part: string): string {
  const [kind = part, machine = ''] = part.split('/');
  return machine.startsWith('cp-') ? mapName(kind) : part;
}

function Row({ hop, us, picked }: { readonly hop: HopEvent; readonly us: number; readonly picked: boolean }) {
  const t = useText();
  const session = useSession();
  const answer = hop.role === 'request' ? session.trace.answerOf(hop.exchange) : undefined;
  const answered = answer !== undefined && answer.dueAtUs <= us;
  const later = hop.atUs > us;
  const state = later
    ? t('panels.requests.later')
    : answered
      ? answer.verb
      : hop.role === 'request'
        ? t('panels.requests.open')
        : '';
  const took = later
    ? 0
    : answered
      ? answer.dueAtUs - hop.atUs
      : hop.role === 'event'
        ? hop.dueAtUs - hop.atUs
        : 0;
  const words = wordsOf(hop);
  return (
    <tr data-later={later} data-picked={picked}>
      <td className={`${css.time} ${css.number}`}>{(hop.atUs / 1000).toFixed(3)}</td>
      <td className={css.verb} title={hop.verb} style={{ color: later ? undefined : `var(--w-${hop.wire})` }}>
        {hop.verb}
      </td>
      <td className={css.uri}>
        <button
          type="button"
          title={words}
          onClick={() => session.select({ kind: 'hop', id: String(hop.id) })}
        >
          {shortPath(words)}
        </button>
      </td>
      <td title={state}>{state}</td>
      <td className={css.number}>{took > 0 ? took.toLocaleString('en').replaceAll(',', ' ') : ''}</td>
      <td className={css.number}>
        {hop.sizeInBytes > 0 ? hop.sizeInBytes.toLocaleString('en').replaceAll(',', ' ') : ''}
      </td>
    </tr>
  );
}
