import type { EtcdDetail } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead, useSession } from '../../session/hooks.ts';
import css from './revisions.module.css';

const ROWS = 4;
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

type Change = EtcdDetail['recent'][number];

/** Changes by key, from revision `first` on; the newest first, so that the keys shown are those that changed last. */
function changesByKey(recent: readonly Change[], first: number): ReadonlyMap<string, readonly Change[]> {
  const rows = new Map<string, readonly Change[]>();
  for (const change of [...recent].sort((a, b) => b.revision - a.revision)) {
    if (change.revision < first) continue;
    if (!rows.has(change.key) && rows.size >= ROWS) continue;
    rows.set(change.key, [...(rows.get(change.key) ?? []), change]);
  }
  return rows;
}

/** Keys and the revisions they went through: MVCC keeps every version until it is compacted. */
export function Revisions({ members }: { readonly members: readonly string[] }) {
  const t = useText();
  const session = useSession();
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
  const place = (revision: number) => `${((revision - first + 0.5) / COLUMNS) * 100}%`;
  return (
    <section className={css.whole} aria-label={t('xray.etcd.keys')}>
      <header className={css.head}>
        <span>
          <b>{t('xray.etcd.keys')}</b>{' '}
          <span className="t3">
            {t('xray.etcd.counts', { keys: detail.keys, watchers: detail.watchers })}
          </span>
        </span>
        <span className={css.scale}>
          {Array.from({ length: Math.min(COLUMNS, newest) }, (_, i) => first + i).map((revision) => (
            <i key={revision} style={{ left: place(revision) }}>
              {revision}
            </i>
          ))}
        </span>
      </header>
      {[...changesByKey(detail.recent, first)].map(([key, changes]) => (
        <div key={key} className={css.row}>
          <button
            type="button"
            className={css.key}
            disabled={objectOf(key) === null}
            onClick={() =>
              session.select({ kind: key.includes('/pods/') ? 'pod' : 'object', id: objectOf(key) ?? '' })
            }
          >
            {key}
          </button>
          <Track changes={changes} first={first} place={place} />
        </div>
      ))}
      {detail.compactedRevision > 0 && (
        <p className="t3">{t('xray.etcd.compacted', { revision: detail.compactedRevision })}</p>
      )}
    </section>
  );
}

interface TrackProps {
  readonly changes: readonly Change[];
  readonly first: number;
  /** How far from the left a revision stands. */
  readonly place: (revision: number) => string;
}

/** The life of one key: a line from its oldest shown version to its newest. */
function Track({ changes, first, place }: TrackProps) {
  const t = useText();
  return (
    <span className={css.track}>
      <i
        className={css.life}
        style={{
          left: place(changes.at(-1)?.revision ?? first),
          right: `calc(100% - ${place(changes[0]?.revision ?? first)})`,
        }}
      />
      {changes.map((change) => (
        <b
          key={change.revision}
          style={{ left: place(change.revision) }}
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
    </span>
  );
}
