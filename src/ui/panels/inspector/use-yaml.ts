import { useEffect, useState } from 'react';
import { isObject } from '../../../kube/value.ts';

type Stringify = (value: unknown) => string;
let loaded: Stringify | null = null;

async function loadYaml(): Promise<Stringify> {
  const { stringify } = await import('yaml');
  loaded = (value) => stringify(value, { lineWidth: 0 });
  return loaded;
}

/** An object without metadata.managedFields, as `kubectl get -o yaml` shows it. */
export function withoutManagedFields(object: unknown): unknown {
  if (!isObject(object) || !isObject(object['metadata'])) return object;
  const { managedFields: _, ...metadata } = object['metadata'];
  return { ...object, metadata };
}

/** A printer of YAML, or null until the library has come: it is in a chunk of its own. */
export function useYamlPrinter(): Stringify | null {
  const [print, setPrint] = useState<Stringify | null>(() => loaded);
  useEffect(() => {
    let here = true;
    if (loaded === null) void loadYaml().then((fresh) => here && setPrint(() => fresh));
    return () => {
      here = false;
    };
  }, []);
  return print;
}
