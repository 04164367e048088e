/** Long plugin names break the table; what they share is left out. */
export function shortName(plugin: string): string {
  return plugin
    .replace('NodeResources', '')
    .replace('Allocation', '')
    .replace('Toleration', '')
    .replace('Locality', '');
}
