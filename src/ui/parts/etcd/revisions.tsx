import { Eye } from 'lucide-react';
import type { EtcdDetail } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead, useSession, useSessionState } from '../../session/hooks.ts';
import { useWidth } from '../use-width.ts';
import { type Change, changesByKey, placeStandings, type Standing, standingsOf } from './revision-rows.ts';
import css from './revisions.module.css';

const ROWS = 5;
const COLUMNS = 14;

/** Name of the object at an etcd key: `/registry/pods/default/web` → `pods/default/web`; null where the key says something else. */
function objectOf(key: string): string | null {
  const parts = key.split('/').slice(2);
  return parts[0] === 'pods' && parts.length === 3
    ? parts.join('/')
    : parts[0] === 'minions'
      ? `nodes/${parts[1]}`
      : null;
}

/** Keys and the revisions they went through: MVCC keeps every version until it is compacted. */
export function Revisions({ members }: { readonly members: readonly string[] }) {
  const t = useText();
  const session = useSession();
  const { ref, width } = useWidth<HTMLSpanElement>(900);
  const detail = useAtPlayhead((trace, us) => {
    let best: EtcdDetail | undefined;
    for (const member of members) {
      const found = trace.faceAt(member, us)?.detail;
      if (found?.kind === 'etcd' && (best === undefined || found.revision > best.revision)) best = found;
    }
    return best;
  });
  if (!detail) return null;
  const newest = detail.revision;
  const first = Math.max(1, newest - COLUMNS + 1);
  const xOf = (revision: number) => ((revision - first + 0.5) / COLUMNS) * width;
  const rows = [...changesByKey(detail.recent, first, ROWS)];
  return (
    <section className={css.whole} aria-label={t('xray.etcd.keys')}>
      <header className={css.row}>
        <span>
          <b>{t('xray.etcd.keys')}</b>{' '}
          <span className="t3">
            {t('xray.etcd.counts', { keys: detail.keys, watchers: detail.watchers })}
            {detail.compactedRevision > 0 &&
              `, ${t('xray.etcd.compacted', { revision: detail.compactedRevision })}`}
          </span>
        </span>
        <span ref={ref} className={css.scale}>
          {Array.from({ length: Math.min(COLUMNS, newest) }, (_, i) => first + i).map((revision) => (
            <i key={revision} style={{ left: xOf(revision) }}>
              {revision}
            </i>
          ))}
        </span>
      </header>
      <div className={css.keys}>
        <Compacted until={xOf(detail.compactedRevision) + width / COLUMNS / 2} />
        {rows.map(([key, changes]) => (
          <div key={key} className={css.row}>
            <button
              type="button"
              className={css.key}
              title={key}
              disabled={objectOf(key) === null}
              onClick={() =>
                session.select({ kind: key.includes('/pods/') ? 'pod' : 'object', id: objectOf(key) ?? '' })
              }
            >
              <span>/registry</span>
              {key.slice('/registry'.length)}
            </button>
            <Track changes={changes} xOf={xOf} width={width} />
          </div>
        ))}
      </div>
      <Watchers recent={detail.recent} first={first} xOf={xOf} width={width} />
    </section>
  );
}

/** What is compacted can no longer be read or watched from. */
function Compacted({ until }: { readonly until: number }) {
  const t = useText();
  if (until <= 0) return null;
  return (
    <div className={css.compacted}>
      <span style={{ width: until }}>{until > 90 && <em>{t('xray.etcd.compactedSpan')}</em>}</span>
    </div>
  );
}

interface TrackProps {
  readonly changes: readonly Change[];
  /** How far from the left a revision stands. */
  readonly xOf: (revision: number) => number;
  readonly width: number;
}

const WORD_WIDTH = 130;

/** The life of one key: a line from its oldest shown version to its newest; a deletion ends it with a tombstone. */
function Track({ changes, xOf, width }: TrackProps) {
  const t = useText();
  const newest = changes[0];
  const oldest = changes.at(-1);
  if (!newest || !oldest) return null;
  const end = xOf(newest.revision);
  return (
    <span className={css.track}>
      {/* A key that is older than the picture comes in from the left. */}
      <i
        className={css.life}
        style={{ left: oldest.version > 1 ? 0 : xOf(oldest.revision), right: width - end }}
      />
      {changes.map((change) => (
        <b
          key={change.revision}
          style={{ left: xOf(change.revision) }}
          data-gone={change.deleted}
          title={
            change.deleted
              ? t('xray.etcd.tombstone')
              : t('xray.etcd.version', { version: change.version, revision: change.revision })
          }
        >
          {change.deleted ? '✕' : `v${change.version}`}
        </b>
      ))}
      {newest.deleted && (
        <em style={end + WORD_WIDTH < width ? { left: end + 20 } : { right: width - end + 20 }}>
          {t('xray.etcd.tombstone')}
        </em>
      )}
    </span>
  );
}

interface WatchersProps {
  readonly recent: readonly Change[];
  readonly first: number;
  readonly xOf: (revision: number) => number;
  readonly width: number;
}

const NAMED = 2;
const LETTER = 6.2;

/** How far each watch has come that a kube-apiserver keeps open for its watch cache. */
function Watchers({ recent, first, xOf, width }: WatchersProps) {
  const t = useText();
  const session = useSession();
  const roster = useSessionState((s) => s.roster);
  const server = roster.find((part) => part.kind === 'kube-apiserver');
  const caches = useAtPlayhead((trace, us) => {
    const detail = trace.faceAt(server?.id ?? '', us)?.detail;
    return detail?.kind === 'kube-apiserver' ? detail.caches : undefined;
  });
  if (!server || !caches) return null;
  const standings = standingsOf(caches, recent);
  const shown = standings.filter((s) => s.revision >= first);
  const quiet = standings.filter((s) => s.revision < first);
  const textOf = (s: Standing): string => {
    const names = s.resources.slice(0, NAMED).join(', ');
    const more = s.resources.length > NAMED ? ` +${s.resources.length - NAMED}` : '';
    return names + more + (s.behind > 0 ? `, ${t('xray.etcd.behind', { count: s.behind })}` : '');
  };
  const placed = placeStandings(shown, xOf, (s) => textOf(s).length * LETTER + 38, width);
  const older = quiet.reduce((sum, s) => sum + s.resources.length, 0);
  return (
    <div className={`${css.row} ${css.watchers}`}>
      <span>
        <Eye size={14} strokeWidth={1.75} aria-hidden /> <b>{t('xray.etcd.watchers')}</b>{' '}
        <span className="t3">{older > 0 && t('xray.etcd.quiet', { count: older, first })}</span>
      </span>
      <span className={css.track}>
        {(placed ?? []).map(({ x, standing }) => (
          <button
            key={standing.revision}
            type="button"
            className={css.watch}
            style={{ left: x }}
            data-behind={standing.behind > 0}
            title={t('xray.etcd.stands', {
              resources: standing.resources.join(', '),
              revision: standing.revision,
            })}
            onClick={() => session.set({ xray: server.id })}
          >
            <Eye size={12} strokeWidth={1.75} aria-hidden /> {textOf(standing)}
          </button>
        ))}
        {placed === null && <em>{t('xray.etcd.many', { count: shown.length })}</em>}
      </span>
    </div>
  );
}
