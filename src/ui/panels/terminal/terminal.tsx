export function Terminal() {
  return <div />;
}
