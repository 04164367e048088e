export function ManifestEditor() {
  return <div />;
}
