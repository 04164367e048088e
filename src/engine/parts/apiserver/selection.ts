import { type FieldSelector, fieldLabelError, parseFieldSelector } from '../../../kube/field-selector.ts';
import type { Resource } from '../../../kube/kinds/kinds.ts';
import { EVERYTHING, parseSelector, type Selector } from '../../../kube/labels.ts';
import { badRequest, type Status } from '../../../kube/status.ts';
import { apiVersionOf } from '../../../kube/value.ts';
import { queryValue } from '../../wires/http.ts';
import type { Call } from './types.ts';

/** Which objects a list or watch is about. */
export interface Selection {
  readonly resource: Resource;
  readonly namespace: string;
  readonly labels: Selector;
  readonly fields: FieldSelector;
}

/** Reads the selectors of a request; a refusal in the server's words when they are malformed or not supported. */
export function selectionOf(call: Call): Selection | Status {
  const resource = call.info.resource as Resource;
  const labelText = queryValue(call.request, 'labelSelector');
  const labels = labelText === '' ? EVERYTHING : parseSelector(labelText);
  if (typeof labels === 'string')
    return badRequest(
      `unable to parse requirement: ${labels}`.replace(
        'unable to parse requirement: unable to parse requirement: ',
        'unable to parse requirement: ',
      ),
    );
  const fieldText = queryValue(call.request, 'fieldSelector');
  const fields = fieldText === '' ? [] : parseFieldSelector(fieldText);
  if (typeof fields === 'string') return badRequest(fields);
  const apiVersion = apiVersionOf(resource.group, resource.version);
  for (const { field } of fields) {
    const error = fieldLabelError(apiVersion, resource.kind, field);
    if (error !== undefined) return badRequest(error);
  }
  const namespace = resource.namespaced ? call.info.namespace : '';
  const named =
    call.info.verb === 'watch' && call.info.name !== ''
      ? [...fields, { field: 'metadata.name', operator: '=' as const, value: call.info.name }]
      : fields;
  return { resource, namespace, labels, fields: named };
}
