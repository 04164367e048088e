import { ArrowLeftRight } from 'lucide-react';
import { useText } from '../../kit/i18n.ts';
import { StatusGlyph } from '../../kit/status-glyph.tsx';
import { useFaults, useSession, useSessionState } from '../../session/hooks.ts';
import { endsOf, faultWords, linkFaults } from '../faults/fault-targets.ts';
import css from './inspector.module.css';
import { MessageList } from './message-list.tsx';
import { PartLink } from './part-link.tsx';
import { usePartNames } from './part-names.ts';
import { BreakButton, recentHops } from './part-view.tsx';
import { Rows, Section } from './section.tsx';

/** Two parts that talk: the wire, what is on it now, and whether it is whole. */
export function EdgeView({ id }: { readonly id: string }) {
  const t = useText();
  const session = useSession();
  const us = useSessionState((state) => state.playheadUs);
  const links = useSessionState((state) => state.links);
  const names = usePartNames();
  const faults = useFaults();
  const [a, b] = endsOf(id);
  const between = (from: string, to: string) => (from === a && to === b) || (from === b && to === a);
  const wires = links.filter((link) => between(link.a, link.b)).map((link) => link.wire);
  const onIt = linkFaults(faults, a, b);
  const inFlight = session.trace.hopsInFlight(us).filter((hop) => between(hop.from, hop.to));
  const recent = recentHops(session.trace, us, (hop) => between(hop.from, hop.to) && hop.dueAtUs <= us);
  return (
    <>
      <div className={css.facts}>
        <Section>
          <div className={css.line}>
            <PartLink part={a} />
            <ArrowLeftRight size={14} strokeWidth={1.75} aria-hidden />
            <PartLink part={b} />
          </div>
          {onIt.length === 0 ? (
            <div className={css.line}>
              <StatusGlyph status="ready" word={t('inspector.edge.whole')} />
            </div>
          ) : (
            onIt.map((fault) => (
              <div key={fault.id} className={css.line}>
                <StatusGlyph status="failed" word={t.say(faultWords(fault.fault, names.nameOf))} />
              </div>
            ))
          )}
          <Rows
            rows={[
              { name: 'wire', value: [...new Set(wires)].join(', ') },
              { name: 'inFlight', value: String(inFlight.length) },
              ...onIt.map((fault) => ({ name: 'lost', value: String(fault.lost) })),
            ]}
          />
        </Section>
        <Section>
          <BreakButton kind="edge" id={id} />
        </Section>
      </div>
      <div className={css.middle}>
        <MessageList title={t('inspector.edge.now')} hops={inFlight} none={t('inspector.edge.quiet')} />
      </div>
      <div className={css.chain}>
        <MessageList title={t('inspector.recent')} hops={recent} none={t('inspector.recent.none')} />
      </div>
    </>
  );
}
