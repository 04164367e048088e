/** Models apimachinery meta/v1 validation of label selectors. */
import { forbiddenValue, invalidValue, requiredValue, type FieldError } from '../field-error.ts';
import { labelValueErrors, qualifiedNameErrors } from '../names.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../value.ts';
import { validateLabels } from './metadata.ts';

function validateRequirement(r: LabelSelectorRequirement, field: string, out: FieldError[]): void {
  const count = r.values?.length ?? 0;
  if (r.operator === 'In' || r.operator === 'NotIn') {
    if (count === 0)
      out.push(requiredValue(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (r.operator === 'Exists' || r.operator === 'DoesNotExist') {
    if (count > 0)
      out.push(
        forbiddenValue(
          `${field}.values`,
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        ),
      );
  } else out.push(invalidValue(`${field}.operator`, r.operator ?? '', 'not a valid selector operator'));
  for (const error of qualifiedNameErrors(r.key ?? ''))
    out.push(invalidValue(`${field}.key`, r.key ?? '', error));
  r.values?.forEach((value, i) => {
    for (const error of labelValueErrors(value))
      out.push(invalidValue(`${field}.values[${i}]`, value, error));
  });
}

export function validateLabelSelector(
  selector: LabelSelector | null | undefined,
  field: string,
  out: FieldError[],
): void {
  if (selector === undefined || selector === null) return;
  validateLabels(selector.matchLabels, `${field}.matchLabels`, out);
  selector.matchExpressions?.forEach((r, i) =>
    validateRequirement(r, `${field}.matchExpressions[${i}]`, out),
  );
}
