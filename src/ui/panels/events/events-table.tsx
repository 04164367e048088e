export function EventsTable() {
  return <div />;
}
