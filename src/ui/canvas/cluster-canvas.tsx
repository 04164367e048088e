export function ClusterCanvas() {
  return <div />;
}
