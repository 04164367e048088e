export function TraceView() {
  return <div />;
}
