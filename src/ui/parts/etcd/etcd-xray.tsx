import { Check, TriangleAlert } from 'lucide-react';
import { useText } from '../../kit/i18n.ts';
import { useFaults, useSessionState } from '../../session/hooks.ts';
import { useWidth } from '../use-width.ts';
import css from './etcd-xray.module.css';
import { MemberCard } from './member-card.tsx';
import { MemberLinks } from './member-links.tsx';
import { faultsOf, hearingOf } from './quorum.ts';
import { Revisions } from './revisions.tsx';

/** The whole etcd cluster from inside: who leads, what stands in each log and on each disk, which revisions the keys went through. */
export function EtcdXray() {
  const t = useText();
  const roster = useSessionState((s) => s.roster);
  const members = roster.filter((part) => part.kind === 'etcd');
  const ids = members.map((m) => m.id);
  const faults = useFaults();
  const hearing = hearingOf(ids, faults);
  const majority = Math.floor(members.length / 2) + 1;
  const goesOn = hearing.size >= majority;
  const { ref, width } = useWidth<HTMLDivElement>(1200);
  const Mark = goesOn ? Check : TriangleAlert;
  return (
    <div className={css.whole}>
      <section ref={ref} className={css.cluster} aria-label={t('xray.etcd.members')}>
        <MemberLinks members={ids} width={width} />
        <div
          className={css.members}
          style={{ gridTemplateColumns: `repeat(${members.length}, minmax(0, 1fr))` }}
        >
          {members.map((member, i) => (
            <div
              key={member.id}
              className={css.frame}
              data-in={hearing.has(member.id)}
              data-joins={i > 0 && hearing.has(member.id) && hearing.has(ids[i - 1] ?? '')}
            >
              <MemberCard part={member.id} place={member.machine} faults={faultsOf(member.id, faults)} />
            </div>
          ))}
        </div>
        <p className={css.quorum} data-good={goesOn}>
          <Mark size={14} aria-hidden />
          {t(goesOn ? 'xray.etcd.quorum' : 'xray.etcd.noQuorum', {
            hearing: hearing.size,
            all: members.length,
            majority,
          })}
        </p>
      </section>
      <Revisions members={ids} />
    </div>
  );
}
