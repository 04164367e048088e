export function FaultTray() {
  return <div />;
}
