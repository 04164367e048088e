import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import { diffArrays } from 'diff';
import { outputObject, printYaml } from '../../../kube/printers/yaml-json.ts';
import { isObject, type KubeObject } from '../../../kube/value.ts';
import type { Pod } from '../../../kube/types/pod.ts';
import type { DiffLine, ObjectAt } from '../../../protocol/update.ts';
import { IconButton } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { Segments } from '../../kit/tabs.tsx';
import { formatClock } from '../../kit/template.ts';
import { useObjects, useSession, useSessionState } from '../../session/hooks.ts';
import { DiffBody, PlainBody } from './body-view.tsx';
import { Chain } from './chain-view.tsx';
import { ConditionList } from './condition-list.tsx';
import css from './inspector.module.css';
import { podsMadeBy, sourcesOf } from './log-lines.ts';
import { LogView } from './log-view.tsx';
import { ObjectEvents } from './object-events.tsx';
import { type ObjectStanding, objectStanding, writeOf } from './object-history.ts';
import { PodFacts } from './pod-facts.tsx';
import { Rows, Section } from './section.tsx';

/** An API object as the store holds it at the playhead; when it is gone, its last version. */
export function ObjectView({ id }: { readonly id: string }) {
  const t = useText();
  const session = useSession();
  const us = useSessionState((state) => state.playheadUs);
  const standing = objectStanding(session.trace.objectHistory(id), us);
  const { shown } = standing;
  if (shown === null) return <p className={`${css.note} ${css.facts}`}>{t('inspector.object.unknown')}</p>;
  const write = writeOf(session.trace, id, standing.deletedAtUs >= 0 ? standing.deletedAtUs : shown.atUs);
  return (
    <>
      <div className={css.facts}>
        {id.startsWith('pods/') ? (
          <PodFacts id={id} pod={shown.object as Pod} />
        ) : (
          <ObjectFacts id={id} object={shown.object} />
        )}
        {OWNERS.test(id) && <OwnersLogs owner={shown.object as KubeObject} />}
        <Section title={t('inspector.events')}>
          <ObjectEvents id={id} />
        </Section>
      </div>
      <div className={css.middle}>
        <Versions standing={standing} />
      </div>
      <div className={css.chain}>{write !== undefined && <Chain event={write.id} />}</div>
    </>
  );
}

/** Kinds whose Pods print. */
const OWNERS = /^(deployments|replicasets|statefulsets|daemonsets|jobs)\b/;

/** What all Pods of a Deployment have printed, by time. */
function OwnersLogs({ owner }: { readonly owner: KubeObject }) {
  const pods = useObjects('pods/');
  const replicaSets = useObjects('replicasets');
  const sources = useMemo(
    () => podsMadeBy(owner, pods, replicaSets).flatMap(({ key, object }) => sourcesOf(key, object as Pod)),
    [owner, pods, replicaSets],
  );
  return <LogView sources={sources} named />;
}

function ObjectFacts({ id, object }: { readonly id: string; readonly object: unknown }) {
  const t = useText();
  if (!isObject(object)) return null;
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const status = isObject(object['status']) ? object['status'] : {};
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const counts = ['replicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'].filter(
    (name) => typeof status[name] === 'number',
  );
  return (
    <>
      <Section>
        <Rows
          rows={[
            { name: 'kind', value: `${text(object['kind'])} ${text(object['apiVersion'])}` },
            { name: 'key', value: id },
            { name: 'resourceVersion', value: text(metadata['resourceVersion']) },
            ...counts.map((name) => ({ name, value: String(status[name]) })),
          ]}
        />
      </Section>
      {Array.isArray(status['conditions']) && status['conditions'].length > 0 && (
        <Section title={t('inspector.conditions')}>
          <ConditionList conditions={status['conditions']} />
        </Section>
      )}
    </>
  );
}

type BodyKind = 'yaml' | 'diff';

/** YAML of the shown version, or what it changed; and the way to the versions before and after. */
function Versions({ standing }: { readonly standing: ObjectStanding }) {
  const t = useText();
  const [view, setView] = useState<BodyKind>('yaml');
  const { shown, before } = standing;
  const shownView = before === null ? 'yaml' : view;
  const text = useMemo(() => yamlOf(shown), [shown]);
  const diff = useMemo(() => (before === null ? [] : diffLines(yamlOf(before), text)), [before, text]);
  const changed = diff.filter((line) => line.sign !== ' ').length;
  const options = [
    { id: 'yaml' as const, label: t('inspector.object.yaml') },
    ...(before === null ? [] : [{ id: 'diff' as const, label: t('inspector.body.diff', { n: changed }) }]),
  ];
  return (
    <Section
      title={t('inspector.object.version', { at: standing.at, of: standing.of })}
      end={
        <Segments small label={t('inspector.body')} options={options} value={shownView} onChange={setView} />
      }
    >
      <VersionSteps standing={standing} />
      {shownView === 'yaml' ? <PlainBody text={text} /> : <DiffBody lines={diff} />}
    </Section>
  );
}

/** As `kubectl get -o yaml` prints it. */
function yamlOf(version: ObjectAt | null): string {
  return version !== null && isObject(version.object) ? printYaml(outputObject([version.object], false)) : '';
}

function VersionSteps({ standing }: { readonly standing: ObjectStanding }) {
  const t = useText();
  const session = useSession();
  const { shown, before } = standing;
  if (shown === null) return null;
  const to = (us: number) => {
    session.playhead.pause();
    session.playhead.seek(us);
  };
  return (
    <div className={css.line}>
      <IconButton
        size="small"
        icon={ChevronLeft}
        label={t('inspector.object.older')}
        disabled={before === null}
        onClick={() => before !== null && to(before.atUs)}
      />
      <span className={css.aside}>{t('inspector.object.since', { clock: formatClock(shown.atUs) })}</span>
      <NextVersion standing={standing} to={to} />
    </div>
  );
}

function NextVersion({
  standing,
  to,
}: {
  readonly standing: ObjectStanding;
  readonly to: (us: number) => void;
}) {
  const t = useText();
  const session = useSession();
  const key = standing.shown?.key ?? '';
  const next = session.trace.objectHistory(key).find((entry) => entry.atUs > (standing.shown?.atUs ?? 0));
  return (
    <IconButton
      size="small"
      icon={ChevronRight}
      label={t('inspector.object.newer')}
      disabled={next === undefined}
      onClick={() => next !== undefined && to(next.atUs)}
    />
  );
}

/** Line by line, what a newer version added and took away. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  for (const change of diffArrays(before.trimEnd().split('\n'), after.trimEnd().split('\n'))) {
    const sign = change.added ? '+' : change.removed ? '-' : ' ';
    for (const text of change.value) lines.push({ sign, text, by: '' });
  }
  return lines;
}
