import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead, useSessionState } from '../../session/hooks.ts';

/** `three members, term 3, revision 1052`: what is true of the cluster as a whole, from the member that has come furthest. */
export function useClusterLine(): string {
  const t = useText();
  const roster = useSessionState((s) => s.roster);
  const members = roster.filter((part) => part.kind === 'etcd');
  const line = useAtPlayhead((trace, us) => {
    let term = 0;
    let revision = 0;
    for (const member of members) {
      const detail = trace.faceAt(member.id, us)?.detail;
      if (detail?.kind !== 'etcd') continue;
      term = Math.max(term, detail.term);
      revision = Math.max(revision, detail.revision);
    }
    return `${term} ${revision}`;
  });
  const [term = '', revision = ''] = line.split(' ');
  return t('xray.etcd.line', { members: members.length, term, revision });
}
