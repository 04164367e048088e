import { describe, expect, it } from 'vitest';
import { fieldLabelError, fieldSelectorText, matchesFields, parseFieldSelector } from './field-selector.ts';
import {
  compileLabelSelector,
  formatLabelSelector,
  matchesLabels,
  matchesLabelSelector,
  parseSelector,
  requirementText,
  selectorText,
  type Labels,
  type Selector,
} from './labels.ts';
import { judge, oracleFile } from './testing/vectors.ts';
import type { LabelSelector } from './value.ts';

interface In {
  readonly op: string;
  readonly text: string;
  readonly selector: LabelSelector | null;
  readonly sets: readonly Labels[];
  readonly kind: string;
  readonly fields: readonly string[];
}

const sets: readonly Labels[] = JSON.parse(
  oracleFile('vectors/selector.jsonl')?.split('\n')[0] ?? '{"out":{"sets":[]}}',
).out.sets;

function describeSelector(selector: Selector | string): Record<string, unknown> {
  if (typeof selector === 'string') return { error: selector };
  const matches = sets.flatMap((labels, i) => (matchesLabels(selector, labels) ? [i] : []));
  return {
    string: selectorText(selector),
    matches,
    requirements: selector.requirements.map((r) => ({
      key: r.key,
      operator: r.operator,
      string: requirementText(r),
      values: r.values,
    })),
  };
}

function answer(input: In): Record<string, unknown> {
  if (input.op === 'labels.Parse') return describeSelector(parseSelector(input.text));
  if (input.op === 'LabelSelectorAsSelector') {
    const direct = sets.flatMap((labels, i) => (matchesLabelSelector(input.selector, labels) ? [i] : []));
    const compiled = compileLabelSelector(input.selector);
    return {
      ...describeSelector(compiled),
      format: formatLabelSelector(input.selector),
      ...(typeof compiled === 'string' ? {} : { matches: direct }),
    };
  }
  if (input.op === 'fields.ParseSelector') {
    const selector = parseFieldSelector(input.text);
    if (typeof selector === 'string') return { error: selector };
    return {
      string: fieldSelectorText(selector),
      matches: input.sets.flatMap((set, i) => (matchesFields(selector, (f) => set[f] ?? '') ? [i] : [])),
    };
  }
  const slash = input.kind?.lastIndexOf('/') ?? 0;
  return Object.fromEntries(
    (input.fields ?? []).map((field) => [
      field,
      fieldLabelError(input.kind.slice(0, slash), input.kind.slice(slash + 1), field),
    ]),
  );
}

describe('selectors', () => {
  it('match what they say', () => {
    const selector = parseSelector('app in (web,db),!old') as Selector;
    const sets: readonly Readonly<Record<string, string>>[] = [
      { app: 'web' },
      { app: 'db', old: '1' },
      { app: 'x' },
    ];
    expect(sets.map((labels) => matchesLabels(selector, labels))).toEqual([true, false, false]);
  });

  judge('selector.jsonl', 166, (input: In, out: Record<string, unknown>) => {
    const mine = answer(input);
    if (input.op === 'ConvertFieldLabel')
      return Object.entries(mine).every(
        ([field, error]) => (out[field] as { error?: string }).error === error,
      )
        ? undefined
        : mine;
    return Object.keys(mine).every((key) => JSON.stringify(mine[key]) === JSON.stringify(out[key]))
      ? undefined
      : mine;
  });
});
