import { useMemo, useState } from 'react';
import { podView } from '../../canvas/view/pod-view.ts';
import { Button } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { useObjects, useSession } from '../../session/hooks.ts';
import { FlagToggle, KubeTable } from './kube-table.tsx';
import { useListing } from './use-listing.ts';

/** `kubectl get pods` at the playhead. */
export function PodsTable() {
  const t = useText();
  const session = useSession();
  const [wide, setWide] = useState(false);
  const [all, setAll] = useState(false);
  const pods = useObjects(all ? 'pods/' : 'pods/default/');
  const listing = useListing('Pod', pods, wide, all);
  const shapeOf = useMemo(() => {
    const statuses = new Map(
      pods.map(({ key, object }) => [key, podView(key, object, undefined, true).status] as const),
    );
    return (key: string, header: string) => (header === 'STATUS' ? (statuses.get(key) ?? null) : null);
  }, [pods]);
  const line = `kubectl get pods${all ? ' -A' : ''}${wide ? ' -o wide' : ''}`;
  return (
    <KubeTable
      label={t('panels.pods')}
      line={line}
      listing={listing}
      shapeOf={shapeOf}
      toggles={
        <>
          <FlagToggle flag="-A" label={t('panels.allNamespaces')} on={all} onChange={setAll} />
          <FlagToggle flag="-o wide" label={t('panels.wide')} on={wide} onChange={setWide} />
        </>
      }
      empty={
        <>
          <p>{t('panels.pods.none')}</p>
          <Button onClick={() => void session.runFirstPod()}>{t('shell.runFirstPod')}</Button>
        </>
      }
    />
  );
}
