import { useMemo, useState } from 'react';
import { nodeView } from '../../canvas/view/pod-view.ts';
import { Button } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { useObjects, useSession } from '../../session/hooks.ts';
import { FlagToggle, KubeTable } from './kube-table.tsx';
import { useListing } from './use-listing.ts';

/** `kubectl get nodes` at the playhead. */
export function NodesTable() {
  const t = useText();
  const session = useSession();
  const [wide, setWide] = useState(false);
  const nodes = useObjects('nodes/');
  const listing = useListing('Node', nodes, wide, false);
  const shapeOf = useMemo(() => {
    const statuses = new Map(nodes.map(({ key, object }) => [key, nodeView(object).status] as const));
    return (key: string, header: string) => (header === 'STATUS' ? (statuses.get(key) ?? null) : null);
  }, [nodes]);
  return (
    <KubeTable
      label={t('panels.nodes')}
      line={`kubectl get nodes${wide ? ' -o wide' : ''}`}
      listing={listing}
      shapeOf={shapeOf}
      toggles={<FlagToggle flag="-o wide" label={t('panels.wide')} on={wide} onChange={setWide} />}
      empty={
        <>
          <p>{t('panels.nodes.none')}</p>
          <Button onClick={() => session.playhead.nextInteresting()}>{t('panels.next')}</Button>
        </>
      }
    />
  );
}
