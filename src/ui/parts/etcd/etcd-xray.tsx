import { useText } from '../../kit/i18n.ts';
import { useFaults, useSessionState } from '../../session/hooks.ts';
import css from './etcd-xray.module.css';
import { MemberCard } from './member-card.tsx';
import { MemberLinks } from './member-links.tsx';
import { Revisions } from './revisions.tsx';

/** The whole etcd cluster from inside: who leads, what stands in each log and on each disk, which revisions the keys went through. */
export function EtcdXray() {
  const t = useText();
  const members = useSessionState((s) => s.roster).filter((part) => part.kind === 'etcd');
  const faults = useFaults();
  const away = members.filter((m) =>
    faults.some(
      ({ fault }) =>
        'part' in fault &&
        fault.part === m.id &&
        (fault.kind === 'stop' || fault.kind === 'crash' || fault.kind === 'isolate'),
    ),
  ).length;
  const majority = Math.floor(members.length / 2) + 1;
  const hearing = members.length - away;
  const goesOn = hearing >= majority;
  return (
    <div className={css.whole}>
      <section className={css.cluster} aria-label={t('xray.etcd.members')}>
        <MemberLinks members={members.map((m) => m.id)} />
        <p className={css.quorum} data-good={goesOn}>
          {t(goesOn ? 'xray.etcd.quorum' : 'xray.etcd.noQuorum', { hearing, all: members.length, majority })}
        </p>
        <div className={css.members}>
          {members.map((member) => (
            <MemberCard key={member.id} part={member.id} place={member.machine} />
          ))}
        </div>
      </section>
      <Revisions members={members.map((m) => m.id)} />
    </div>
  );
}
