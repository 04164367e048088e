import {
  type Schema,
  type SchemaField,
  type SchemaType,
  schemaOf,
  schemaOfKind,
} from '../../../kube/kinds/schema.ts';

/** The schema of the object that stands at a path, if the kind has one there. */
export function schemaAt(
  apiVersion: string,
  kind: string,
  steps: readonly (string | number)[],
): Schema | undefined {
  const root = schemaOfKind(apiVersion, kind);
  let type: SchemaType | undefined = root === undefined ? undefined : { is: 'ref', name: root.name };
  for (const step of steps) type = type === undefined ? undefined : inside(type, step);
  return type?.is === 'ref' ? schemaOf(type.name) : undefined;
}

function inside(type: SchemaType, step: string | number): SchemaType | undefined {
  if (type.is === 'list') return typeof step === 'number' ? type.of : undefined;
  if (type.is === 'map') return type.of;
  if (type.is !== 'ref') return undefined;
  return schemaOf(type.name)?.fields.get(String(step))?.type;
}

/** What a field holds, in a word: `string`, `list of Container`, `map of string`. */
export function typeWord(type: SchemaType): string {
  switch (type.is) {
    case 'list':
      return `[]${typeWord(type.of)}`;
    case 'map':
      return `map[string]${typeWord(type.of)}`;
    case 'ref':
      return type.name.slice(type.name.lastIndexOf('.') + 1);
    default:
      return type.is;
  }
}

/** What to write behind the name of a field so that its value can follow. */
export function openingOf(field: SchemaField): string {
  const { is } = field.type;
  return is === 'ref' || is === 'map' || is === 'list' ? ':' : ': ';
}

const DISTANCE_MAX = 3;

/** The field of a schema that a misspelt name most likely means. */
export function nearestField(schema: Schema | undefined, name: string): string | undefined {
  let best: string | undefined;
  let least = DISTANCE_MAX + 1;
  for (const field of schema?.fields.keys() ?? []) {
    if (Math.abs(field.length - name.length) > DISTANCE_MAX) continue;
    const distance = editDistance(field.toLowerCase(), name.toLowerCase());
    if (distance < least) {
      least = distance;
      best = field;
    }
  }
  return best;
}

/** Levenshtein's distance of two short names. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min(
          (row[j] as number) + 1,
          (next[j - 1] as number) + 1,
          (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[b.length] as number;
}
