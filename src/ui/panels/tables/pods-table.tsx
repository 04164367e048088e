export function PodsTable() {
  return <div />;
}
