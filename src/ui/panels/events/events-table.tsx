import { useMemo, useState } from 'react';
import { eventView } from '../../../kube/printers/events.ts';
import { kindOf, qualifiedResource } from '../../../kube/kinds/kinds.ts';
import type { KubeObject } from '../../../kube/value.ts';
import { Button } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { useObjects, useSession } from '../../session/hooks.ts';
import type { ObjectNow } from '../../session/trace-window.ts';
import { FlagToggle, KubeTable } from '../tables/kube-table.tsx';
import { useListing } from '../tables/use-listing.ts';

const shapeOf = (_: string, header: string, cell: string) =>
  header === 'TYPE' && cell === 'Warning' ? 'warning' : null;

/** `kubectl get events` at the playhead. A row leads to the object that its Event is about. */
export function EventsTable() {
  const t = useText();
  const session = useSession();
  const [all, setAll] = useState(false);
  const stored = useObjects('events');
  const events = useMemo(() => inOrder(stored, all), [stored, all]);
  const listing = useListing('Event', events, false, all);
  const subjectOf = useMemo(() => {
    const subjects = new Map(events.map(({ key, object }) => [key, aboutOf(object)] as const));
    return (key: string) => subjects.get(key) ?? key;
  }, [events]);
  return (
    <KubeTable
      label={t('panels.events')}
      line={`kubectl get events${all ? ' -A' : ''}`}
      listing={listing}
      subjectOf={subjectOf}
      shapeOf={shapeOf}
      toggles={<FlagToggle flag="-A" label={t('panels.allNamespaces')} on={all} onChange={setAll} />}
      empty={
        <>
          <p>{t('panels.events.none')}</p>
          <Button onClick={() => void session.runFirstPod()}>{t('shell.runFirstPod')}</Button>
        </>
      }
    />
  );
}

/** Both Event APIs write one resource; the server lists it by namespace and name. */
function inOrder(stored: readonly ObjectNow[], all: boolean): readonly ObjectNow[] {
  const place = (key: string) => key.slice(key.indexOf('/') + 1);
  return stored
    .filter((entry) => all || place(entry.key).startsWith('default/'))
    .toSorted((a, b) => (place(a.key) < place(b.key) ? -1 : 1));
}

/** Key of the object that an Event speaks of. */
function aboutOf(object: unknown): string | undefined {
  if (typeof object !== 'object' || object === null) return undefined;
  const { object: about } = eventView(object as KubeObject);
  const resource = kindOf(about.apiVersion ?? 'v1', about.kind ?? '');
  if (resource === undefined || about.name === undefined) return undefined;
  const plural = qualifiedResource(resource);
  return resource.namespaced
    ? `${plural}/${about.namespace ?? 'default'}/${about.name}`
    : `${plural}/${about.name}`;
}
