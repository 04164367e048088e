export function NodesTable() {
  return <div />;
}
