import { fieldErrorText, invalidValue } from './field-error.ts';
import { labelValueErrors, qualifiedNameErrors } from './names.ts';

export type Labels = Readonly<Record<string, string>>;

export type SelectorOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

/** One clause of a label selector; `values` are sorted. */
export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

/** A label selector: all requirements must hold. `nothing` matches no object, no requirements match all. */
export interface Selector {
  readonly requirements: readonly Requirement[];
  readonly nothing?: boolean;
}

const INTEGER = /^[+-]?\d{1,18}$/;

/** Whether a set of labels satisfies one clause. Models labels.Requirement.Matches. */
export function matchesRequirement(r: Requirement, labels: Labels | undefined): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, r.key) ? labels[r.key] : undefined;
  switch (r.operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && r.values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !r.values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    default:
      return (
        value !== undefined &&
        INTEGER.test(value) &&
        (r.operator === 'gt' ? Number(value) > Number(r.values[0]) : Number(value) < Number(r.values[0]))
      );
  }
}

/** Checks a clause as upstream's NewRequirement does; returns its complaint, or undefined. */
export function requirementError(r: Requirement): string | undefined {
  const errors: string[] = [];
  const keyErrors = qualifiedNameErrors(r.key);
  if (keyErrors.length > 0) errors.push(fieldErrorText(invalidValue('key', r.key, keyErrors.join('; '))));
  const complaint = valueCountComplaint(r);
  if (complaint !== undefined) errors.push(fieldErrorText(invalidValue('values', r.values, complaint)));
  r.values.forEach((value, i) => {
    if ((r.operator === 'gt' || r.operator === 'lt') && !INTEGER.test(value))
      errors.push(
        fieldErrorText(
          invalidValue(`values[${i}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer"),
        ),
      );
  });
  r.values.forEach((value, i) => {
    const complaints = labelValueErrors(value);
    if (complaints.length > 0)
      errors.push(fieldErrorText(invalidValue(`values[${i}][${r.key}]`, value, complaints.join('; '))));
  });
  if (errors.length === 0) return undefined;
  return errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`;
}

function valueCountComplaint(r: Requirement): string | undefined {
  if ((r.operator === 'in' || r.operator === 'notin') && r.values.length === 0)
    return "for 'in', 'notin' operators, values set can't be empty";
  if ((r.operator === 'exists' || r.operator === '!') && r.values.length > 0)
    return 'values set must be empty for exists and does not exist';
  return undefined;
}

/** The text of one clause: `app=web`, `app in (a,b)`, `!app`, `gen>3`. */
export function requirementText(r: Requirement): string {
  switch (r.operator) {
    case 'exists':
      return r.key;
    case '!':
      return `!${r.key}`;
    case 'in':
    case 'notin':
      return `${r.key} ${r.operator} (${r.values.join(',')})`;
    case 'gt':
      return `${r.key}>${r.values[0]}`;
    case 'lt':
      return `${r.key}<${r.values[0]}`;
    default:
      return `${r.key}${r.operator}${r.values[0]}`;
  }
}

/** Clauses in the order in which selectors print. */
export function sortedByKey(requirements: readonly Requirement[]): readonly Requirement[] {
  return [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
