import { applyDefaults } from '../../../kube/defaults/defaults.ts';
import { kindOf } from '../../../kube/kinds/kinds.ts';
import {
  type ManifestDocument,
  objectsOf,
  parseManifest,
  pathSteps,
  type Position,
  positionOf,
} from '../../../kube/manifest.ts';
import { decodeReport } from '../../../kube/validation/decode.ts';
import { validateCreate } from '../../../kube/validation/validation.ts';
import { isObject, type JsonObject, type KubeObject } from '../../../kube/value.ts';
import type { Sayable } from '../../kit/i18n.ts';
import { nearestField, schemaAt } from './schema-path.ts';

/** Something that kubectl or the API server would refuse; what they say themselves stays in their words. */
export interface ManifestIssue {
  readonly position: Position;
  readonly text: Sayable;
}

/** An object that the manifest holds, complete enough to be sent. */
export interface ManifestObject {
  readonly object: KubeObject;
  readonly document: ManifestDocument;
}

export interface ManifestCheck {
  readonly issues: readonly ManifestIssue[];
  readonly objects: readonly ManifestObject[];
}

export const MANIFEST_NAME = 'manifest.yaml';
const ISSUES_MAX = 50;

/** Reads a manifest and says what is wrong with it, by the same rules that the API server of the model goes by. */
export function checkManifest(text: string): ManifestCheck {
  const manifest = parseManifest(text, MANIFEST_NAME);
  if ('error' in manifest)
    return { issues: [said(manifest.error.position, manifest.error.message)], objects: [] };
  const issues: ManifestIssue[] = [];
  const objects: ManifestObject[] = [];
  for (const document of manifest.documents) {
    for (const duplicate of document.duplicates) issues.push(said(duplicate.position, duplicate.message));
    for (const value of objectsOf(document.value)) checkObject(value, document, issues, objects);
  }
  if (manifest.documents.length === 0)
    issues.push({ position: { line: 1, column: 1 }, text: { code: 'panels.manifest.noObject' } });
  return { issues: issues.slice(0, ISSUES_MAX), objects };
}

function said(position: Position, text: string): ManifestIssue {
  return { position, text: { code: 'panels.manifest.says', params: { text } } };
}

function checkObject(
  value: JsonObject,
  document: ManifestDocument,
  issues: ManifestIssue[],
  objects: ManifestObject[],
): void {
  const { apiVersion, kind } = value;
  const missing = (['apiVersion', 'kind'] as const).filter(
    (field) => typeof value[field] !== 'string' || value[field] === '',
  );
  for (const field of missing)
    issues.push({
      position: positionOf(document, ''),
      text: { code: 'panels.manifest.missing', params: { field } },
    });
  if (missing.length > 0 || typeof apiVersion !== 'string' || typeof kind !== 'string') return;
  if (kindOf(apiVersion, kind) === undefined) {
    issues.push({
      position: positionOf(document, 'kind'),
      text: { code: 'panels.manifest.unknownKind', params: { kind, apiVersion } },
    });
    return;
  }
  const object: KubeObject = {
    ...value,
    apiVersion,
    kind,
    metadata: isObject(value['metadata']) ? value['metadata'] : {},
  };
  const report = decodeReport(value, apiVersion, kind);
  if (report.error !== undefined) {
    issues.push(said(positionOf(document, pathInDecodeError(report.error)), report.error));
    return;
  }
  for (const path of report.unknownFields) issues.push(unknownField(path, apiVersion, kind, document));
  issues.push(...validationIssues(object, document));
  objects.push({ object, document });
}

function unknownField(
  path: string,
  apiVersion: string,
  kind: string,
  document: ManifestDocument,
): ManifestIssue {
  const steps = pathSteps(path);
  const other = nearestField(schemaAt(apiVersion, kind, steps.slice(0, -1)), String(steps.at(-1) ?? ''));
  const position = positionOf(document, path);
  return other === undefined
    ? { position, text: { code: 'panels.manifest.unknownField', params: { field: path } } }
    : { position, text: { code: 'panels.manifest.didYouMean', params: { field: path, other } } };
}

/** As the server sees it: in a namespace, with defaults. */
function validationIssues(object: KubeObject, document: ManifestDocument): readonly ManifestIssue[] {
  const namespaced = kindOf(object.apiVersion, object.kind)?.namespaced === true;
  const placed: KubeObject =
    namespaced && !object.metadata.namespace
      ? { ...object, metadata: { ...object.metadata, namespace: 'default' } }
      : object;
  return validateCreate(applyDefaults(placed)).map((error) =>
    said(positionOf(document, error.field), `${error.field}: ${error.message}`),
  );
}

/** `… Go struct field Container.spec.containers.image of type string` → `spec.containers.image`. */
function pathInDecodeError(text: string): string {
  const mark = 'Go struct field ';
  const from = text.indexOf(mark);
  if (from < 0) return '';
  const rest = text.slice(from + mark.length);
  const end = rest.indexOf(' ');
  const name = end < 0 ? rest : rest.slice(0, end);
  return name.slice(name.indexOf('.') + 1);
}

/** Field paths that a refusal of the server names, each with the position of that field: errors are shown where they belong. */
export function issuesInRefusal(lines: readonly string[], check: ManifestCheck): readonly ManifestIssue[] {
  const found: ManifestIssue[] = [];
  for (const line of lines) {
    const path = pathInRefusal(line);
    const document = check.objects[0]?.document;
    if (path !== '' && document !== undefined) found.push(said(positionOf(document, path), line));
  }
  return found;
}

const ROOTS = new Set(['spec', 'metadata', 'data', 'status', 'subjects', 'rules']);

function pathInRefusal(line: string): string {
  for (const word of line.split(' ')) {
    const path = word.replaceAll('"', '').replaceAll(',', '');
    const end = path.endsWith(':') ? path.slice(0, -1) : path;
    if (ROOTS.has(String(pathSteps(end)[0] ?? '')) && end.length > 4 && pathSteps(end).length > 1) return end;
  }
  return '';
}
