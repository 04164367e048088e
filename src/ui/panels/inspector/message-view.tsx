import { ArrowRight } from 'lucide-react';
import type { HopEvent } from '../../../protocol/trace.ts';
import type { GlyphStatus } from '../../kit/status-glyph.tsx';
import { StatusGlyph } from '../../kit/status-glyph.tsx';
import { type Sayable, type Translate, useText } from '../../kit/i18n.ts';
import { WirePill } from '../../kit/chip.tsx';
import { formatClock, formatDuration } from '../../kit/template.ts';
import { useSession, useSessionState } from '../../session/hooks.ts';
import { BodyView, stageName, useDetail } from './body-view.tsx';
import { Chain } from './chain-view.tsx';
import { verbWithReason } from './event-words.ts';
import { type HopStatus, hopStatusAt } from './hop-status.ts';
import css from './inspector.module.css';
import { PartLink } from './part-link.tsx';
import { Rows, Section } from './section.tsx';

/** Rows that the head or our own rows say already. */
const SHOWN_ELSEWHERE = new Set(['from', 'to', 'wire', 'URI', 'bytes']);

/** Rows that say most; the others open on demand. */
const FIRST = new Set(['User', 'Kubectl-Command', 'Content-Type', 'fieldManager', 'code', 'subject']);

/** A message: what, from whom to whom, where it is now, its headers and body, why it was sent and what came of it. */
export function MessageView({ hop }: { readonly hop: HopEvent }) {
  const t = useText();
  const detail = useDetail(hop.id);
  const rows = (detail?.rows ?? []).filter((row) => !SHOWN_ELSEWHERE.has(row.name));
  return (
    <>
      <div className={css.facts}>
        <Section>
          <div className={`${css.line} ${css.sideOnly}`}>
            <MessageName hop={hop} />
          </div>
          <div className={css.line}>
            <PartLink part={hop.from} />
            <ArrowRight size={14} strokeWidth={1.75} aria-label={t('inspector.to')} />
            <PartLink part={hop.to} />
          </div>
          <div className={`${css.line} ${css.sideOnly}`}>
            <MessageStatus hop={hop} />
          </div>
        </Section>
        <Section>
          <Rows rows={rows.filter((row) => FIRST.has(row.name))} />
          <details className={css.more}>
            <summary>{t('inspector.more')}</summary>
            <Rows rows={[...rows.filter((row) => !FIRST.has(row.name)), ...timeRows(hop)]} />
          </details>
        </Section>
      </div>
      <div className={css.middle}>
        {detail === null || detail === undefined ? (
          <p className={css.note}>{t('inspector.asking')}</p>
        ) : (
          <BodyView key={hop.id} detail={detail} />
        )}
      </div>
      <div className={css.chain}>
        <Chain event={hop.id} />
      </div>
    </>
  );
}

/** Verb on its wire and what it is about. */
export function MessageName({ hop }: { readonly hop: HopEvent }) {
  return (
    <>
      <WirePill wire={hop.wire} outlined={hop.role === 'answer'}>
        {hop.wire === 'http' ? verbWithReason(hop.verb) : hop.verb}
      </WirePill>
      <bdi className={css.uri}>{hop.label}</bdi>
    </>
  );
}

/** Where the message is at the playhead. */
export function MessageStatus({ hop }: { readonly hop: HopEvent }) {
  const t = useText();
  const { trace } = useSession();
  const us = useSessionState((state) => state.playheadUs);
  const status = hopStatusAt(trace, hop, us);
  return <StatusGlyph status={glyphOf(status)} word={t.say(statusWords(status, t))} />;
}

function timeRows(hop: HopEvent) {
  return [
    { name: 'wire', value: hop.wire },
    { name: 'sent', value: `${formatClock(hop.atUs)} s` },
    { name: 'travels', value: formatDuration(hop.dueAtUs - hop.atUs) },
    ...(hop.sizeInBytes > 0 ? [{ name: 'size', value: `${hop.sizeInBytes} B` }] : []),
  ];
}

function glyphOf(status: HopStatus): GlyphStatus {
  switch (status.kind) {
    case 'later':
      return 'unknown';
    case 'flight':
    case 'held':
      return 'pending';
    case 'stuck':
      return 'warning';
    case 'lost':
      return 'failed';
    case 'answered':
      return status.verb === 'RST' || Number(status.verb) >= 400 ? 'failed' : 'ready';
    case 'open':
    case 'arrived':
      return 'ready';
  }
}

function statusWords(status: HopStatus, t: Translate): Sayable {
  const code = `inspector.status.${status.kind === 'held' && status.stage !== '' ? 'stage' : status.kind}`;
  const { kind: _, ...params } = status;
  if ('verb' in params) return { code, params: { ...params, verb: verbWithReason(params.verb) } };
  return { code, params: 'stage' in params ? { ...params, stage: stageName(params.stage, t) } : params };
}
