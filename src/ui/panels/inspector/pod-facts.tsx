import { useMemo } from 'react';
import { ScrollText, Trash2, Terminal as TerminalIcon } from 'lucide-react';
import { ageOf } from '../../../kube/duration.ts';
import { printedPodStatus } from '../../../kube/pod-status.ts';
import type { ContainerStatus, Pod } from '../../../kube/types/pod.ts';
import { podView } from '../../canvas/view/pod-view.ts';
import { Button } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { StatusGlyph } from '../../kit/status-glyph.tsx';
import { useSession, useSessionState } from '../../session/hooks.ts';
import type { Session } from '../../session/session.ts';
import { ConditionList } from './condition-list.tsx';
import css from './inspector.module.css';
import { sourcesOf } from './log-lines.ts';
import { LogView } from './log-view.tsx';
import { Rows, Section } from './section.tsx';

/** What a Pod is at the playhead: printed STATUS beside the phase (they differ on purpose), conditions, containers, last lines. */
export function PodFacts({ id, pod }: { readonly id: string; readonly pod: Pod }) {
  const t = useText();
  const epochSeconds = useSessionState((state) => state.epochSeconds);
  const us = useSessionState((state) => state.playheadUs);
  const printed = printedPodStatus(pod);
  const sources = useMemo(() => sourcesOf(id, pod), [id, pod]);
  return (
    <>
      <Section>
        <div className={css.line}>
          <StatusGlyph status={podView(id, pod, undefined, true).status} word={printed.status} />
          <span className={css.aside}>{t('inspector.pod.printed')}</span>
        </div>
        <Rows
          rows={[
            { name: 'status.phase', value: pod.status?.phase ?? '' },
            { name: 'READY', value: `${printed.ready}/${printed.total}` },
            { name: 'RESTARTS', value: String(printed.restarts) },
            { name: 'AGE', value: ageOf(pod.metadata.creationTimestamp, epochSeconds * 1_000_000 + us) },
            { name: 'nodeName', value: pod.spec.nodeName ? pod.spec.nodeName : t('inspector.pod.noNode') },
            { name: 'podIP', value: pod.status?.podIP ?? t('inspector.pod.noIp') },
          ]}
        />
        <PodButtons pod={pod} />
      </Section>
      {(pod.status?.conditions ?? []).length > 0 && (
        <Section title={t('inspector.conditions')}>
          <ConditionList conditions={pod.status?.conditions ?? []} />
        </Section>
      )}
      <Section title={t('inspector.containers')}>
        {pod.spec.containers.map((container) => (
          <ContainerFacts
            key={container.name}
            name={container.name}
            image={container.image ?? ''}
            status={pod.status?.containerStatuses?.find((s) => s.name === container.name)}
          />
        ))}
      </Section>
      <LogView sources={sources} named={false} />
    </>
  );
}

function inTerminal(session: Session, line: string): void {
  session.set({ bottomTab: 'terminal', bottomOpen: true });
  void session.kubectl(line);
}

function PodButtons({ pod }: { readonly pod: Pod }) {
  const t = useText();
  const session = useSession();
  const { name = '', namespace = 'default' } = pod.metadata;
  const flag = namespace === 'default' ? '' : ` -n ${namespace}`;
  const lines = {
    logs: `kubectl logs ${name}${flag}`,
    describe: `kubectl describe pod ${name}${flag}`,
    delete: `kubectl delete pod ${name}${flag}`,
  };
  return (
    <div className={css.buttons} style={{ marginTop: 8 }}>
      <Button
        size="small"
        icon={ScrollText}
        title={lines.logs}
        onClick={() => inTerminal(session, lines.logs)}
      >
        {t('inspector.pod.logs')}
      </Button>
      <Button
        size="small"
        icon={TerminalIcon}
        title={lines.describe}
        onClick={() => inTerminal(session, lines.describe)}
      >
        {t('inspector.pod.describe')}
      </Button>
      <Button
        size="small"
        icon={Trash2}
        title={lines.delete}
        onClick={() => inTerminal(session, lines.delete)}
      >
        {t('inspector.pod.delete')}
      </Button>
    </div>
  );
}

interface ContainerProps {
  readonly name: string;
  readonly image: string;
  readonly status: ContainerStatus | undefined;
}

function ContainerFacts({ name, image, status }: ContainerProps) {
  const t = useText();
  const state = stateOf(status);
  const restarts = status?.restartCount ?? 0;
  const last = status?.lastState?.terminated;
  return (
    <div className={css.container}>
      <h4>
        <bdi>{name}</bdi>
        <StatusGlyph
          tiny
          status={state.glyph}
          word={state.word === '' ? t('inspector.container.notYet') : state.word}
        />
      </h4>
      <Rows
        rows={[
          { name: 'image', value: image },
          ...(restarts > 0 ? [{ name: 'restarts', value: String(restarts) }] : []),
          ...(last === undefined
            ? []
            : [{ name: 'lastExit', value: `${last.reason ?? ''} ${last.exitCode}` }]),
        ]}
      />
    </div>
  );
}

function stateOf(status: ContainerStatus | undefined) {
  const { waiting, running, terminated } = status?.state ?? {};
  if (running)
    return { glyph: status?.ready === true ? ('ready' as const) : ('pending' as const), word: 'running' };
  if (terminated)
    return {
      glyph: terminated.exitCode === 0 ? ('ready' as const) : ('failed' as const),
      word: terminated.reason ?? `exit ${terminated.exitCode}`,
    };
  const word = waiting?.reason ?? '';
  return {
    glyph: word.endsWith('BackOff') || word.startsWith('Err') ? ('warning' as const) : ('pending' as const),
    word,
  };
}
