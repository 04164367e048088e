import {
  matchesRequirement,
  requirementError,
  requirementText,
  sortedByKey,
  type Labels,
  type Requirement,
  type Selector,
  type SelectorOperator,
} from './label-requirement.ts';
import type { LabelSelector } from './value.ts';

export {
  requirementText,
  type Labels,
  type Requirement,
  type Selector,
  type SelectorOperator,
} from './label-requirement.ts';
export { parseSelector } from './selector-parser.ts';

export const EVERYTHING: Selector = { requirements: [] };
export const NOTHING: Selector = { requirements: [], nothing: true };

export function matchesLabels(selector: Selector, labels: Labels | undefined): boolean {
  return selector.nothing !== true && selector.requirements.every((r) => matchesRequirement(r, labels));
}

/** Matches a LabelSelector object without compiling it: absent matches nothing, empty everything. For selectors that passed validation. */
export function matchesLabelSelector(
  selector: LabelSelector | null | undefined,
  labels: Labels | undefined,
): boolean {
  if (selector === undefined || selector === null) return false;
  for (const key in selector.matchLabels) if (labels?.[key] !== selector.matchLabels[key]) return false;
  for (const e of selector.matchExpressions ?? [])
    if (
      !matchesRequirement(
        { key: e.key, operator: OPERATORS[e.operator] ?? 'exists', values: e.values ?? [] },
        labels,
      )
    )
      return false;
  return true;
}

const OPERATORS: Readonly<Record<string, SelectorOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

/** Compiles a LabelSelector object; returns upstream's complaint as a string when it is malformed. Models LabelSelectorAsSelector. */
export function compileLabelSelector(selector: LabelSelector | null | undefined): Selector | string {
  if (selector === undefined || selector === null) return NOTHING;
  const requirements: Requirement[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
    requirements.push({ key, operator: '=', values: [value] });
  for (const e of selector.matchExpressions ?? []) {
    const operator = OPERATORS[e.operator];
    if (operator === undefined) return `"${e.operator}" is not a valid label selector operator`;
    requirements.push({ key: e.key, operator, values: e.values ?? [] });
  }
  for (const r of requirements) {
    const error = requirementError(r);
    if (error !== undefined) return error;
  }
  return { requirements: sortedByKey(requirements.map((r) => ({ ...r, values: [...r.values].sort() }))) };
}

export function selectorText(selector: Selector): string {
  return selector.requirements.map(requirementText).join(',');
}

/** How kubectl shows a LabelSelector object: `<none>` when it is empty, `<error>` when it is malformed. */
export function formatLabelSelector(selector: LabelSelector | null | undefined): string {
  const compiled = compileLabelSelector(selector);
  if (typeof compiled === 'string') return '<error>';
  return selectorText(compiled) || '<none>';
}

/** How kubectl shows a set of labels: sorted `a=1,b=2`, or `<none>`. */
export function formatLabels(labels: Labels | undefined): string {
  const entries = Object.entries(labels ?? {});
  return entries.length === 0
    ? '<none>'
    : entries
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => `${key}=${value}`)
        .join(',');
}
