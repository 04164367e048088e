/** What a part is called wherever a person reads it: as on the map. Its full name stays where it is typed, sent or stored. */
export function mapName(kind: string): string {
  return kind === 'kube-scheduler' || kind === 'kube-controller-manager' ? kind.slice('kube-'.length) : kind;
}
