import { fieldErrorText, invalidValue } from './field-error.ts';
import { labelValueErrors, qualifiedNameErrors } from './names.ts';
import type { LabelSelector } from './value.ts';

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

export const EVERYTHING: Selector = { requirements: [] };
export const NOTHING: Selector = { requirements: [], nothing: true };

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
      return value !== undefined && INTEGER.test(value) && (r.operator === 'gt' ? Number(value) > Number(r.values[0]) : Number(value) < Number(r.values[0]));
  }
}

export function matchesLabels(selector: Selector, labels: Labels | undefined): boolean {
  return selector.nothing !== true && selector.requirements.every((r) => matchesRequirement(r, labels));
}

/** Matches a LabelSelector object without compiling it: absent matches nothing, empty everything. For selectors that passed validation. */
export function matchesLabelSelector(selector: LabelSelector | null | undefined, labels: Labels | undefined): boolean {
  if (selector === undefined || selector === null) return false;
  for (const key in selector.matchLabels) if (labels?.[key] !== selector.matchLabels[key]) return false;
  for (const e of selector.matchExpressions ?? []) if (!matchesRequirement({ key: e.key, operator: OPERATORS[e.operator] ?? 'exists', values: e.values ?? [] }, labels)) return false;
  return true;
}

/** Matches a plain map, as Services and ReplicationControllers select: an empty map matches nothing. */
export function matchesLabelMap(selector: Labels | undefined, labels: Labels | undefined): boolean {
  let any = false;
  for (const key in selector) {
    if (labels?.[key] !== selector[key]) return false;
    any = true;
  }
  return any;
}

const OPERATORS: Readonly<Record<string, SelectorOperator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };

/** Checks a clause as upstream's NewRequirement does; returns its complaint, or undefined. `path` is the field the clause stands at. */
function requirementError(r: Requirement): string | undefined {
  const errors: string[] = [];
  const keyErrors = qualifiedNameErrors(r.key);
  if (keyErrors.length > 0) errors.push(fieldErrorText(invalidValue('key', r.key, keyErrors.join('; '))));
  const complaint = valueCountComplaint(r);
  if (complaint !== undefined) errors.push(fieldErrorText(invalidValue('values', r.values, complaint)));
  r.values.forEach((value, i) => {
    if ((r.operator === 'gt' || r.operator === 'lt') && !INTEGER.test(value)) errors.push(fieldErrorText(invalidValue(`values[${i}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer")));
  });
  r.values.forEach((value, i) => {
    const complaints = labelValueErrors(value);
    if (complaints.length > 0) errors.push(fieldErrorText(invalidValue(`values[${i}][${r.key}]`, value, complaints.join('; '))));
  });
  if (errors.length === 0) return undefined;
  return errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`;
}

function valueCountComplaint(r: Requirement): string | undefined {
  if ((r.operator === 'in' || r.operator === 'notin') && r.values.length === 0) return "for 'in', 'notin' operators, values set can't be empty";
  if ((r.operator === 'exists' || r.operator === '!') && r.values.length > 0) return 'values set must be empty for exists and does not exist';
  return undefined;
}

/** Compiles a LabelSelector object; returns upstream's complaint as a string when it is malformed. Models LabelSelectorAsSelector. */
export function compileLabelSelector(selector: LabelSelector | null | undefined): Selector | string {
  if (selector === undefined || selector === null) return NOTHING;
  const requirements: Requirement[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) requirements.push({ key, operator: '=', values: [value] });
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

function sortedByKey(requirements: readonly Requirement[]): readonly Requirement[] {
  return [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
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
  return entries.length === 0 ? '<none>' : entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}=${value}`).join(',');
}

type Token = 'end' | 'id' | 'error' | '!' | '=' | '==' | '!=' | '(' | ')' | ',' | '>' | '<' | 'in' | 'notin';

interface Lexeme {
  readonly token: Token;
  readonly text: string;
}

const SYMBOLS: ReadonlySet<string> = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '(']);
const isSpace = (c: string) => c === ' ' || c === '\t' || c === '\r' || c === '\n';
const isSymbol = (c: string) => '=!(),><'.includes(c);

function lex(text: string): readonly Lexeme[] {
  const out: Lexeme[] = [];
  let at = 0;
  while (at < text.length) {
    const c = text[at] as string;
    if (isSpace(c)) {
      at += 1;
      continue;
    }
    const from = at;
    if (isSymbol(c)) {
      at += SYMBOLS.has(text.slice(at, at + 2)) ? 2 : 1;
      out.push({ token: text.slice(from, at) as Token, text: text.slice(from, at) });
      continue;
    }
    while (at < text.length && !isSpace(text[at] as string) && !isSymbol(text[at] as string)) at += 1;
    const word = text.slice(from, at);
    out.push({ token: word === 'in' || word === 'notin' ? word : 'id', text: word });
  }
  return out;
}

const END: Lexeme = { token: 'end', text: '' };

/** The recursive-descent parser of labels.Parse; a failure is thrown as SelectorError and caught by `parseSelector`. */
class SelectorParser {
  private readonly lexemes: readonly Lexeme[];
  private at = 0;

  constructor(text: string) {
    this.lexemes = lex(text);
  }

  /** The next lexeme where a key or a value may stand: there `in` and `notin` are ordinary words. */
  private peek(): Lexeme {
    const next = this.lexemes[this.at] ?? END;
    return next.token === 'in' || next.token === 'notin' ? { token: 'id', text: next.text } : next;
  }

  private take(): Lexeme {
    const next = this.peek();
    this.at += 1;
    return next;
  }

  parse(): readonly Requirement[] {
    const out: Requirement[] = [];
    for (;;) {
      const next = this.peek();
      if (next.token === 'end') return out;
      if (next.token !== 'id' && next.token !== '!') throw new SelectorError(`found '${next.text}', expected: !, identifier, or 'end of string'`);
      out.push(this.requirement());
      const after = this.take();
      if (after.token === 'end') return out;
      if (after.token !== ',') throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`);
      const then = this.peek();
      if (then.token !== 'id' && then.token !== '!') throw new SelectorError(`found '${then.text}', expected: identifier after ','`);
    }
  }

  private requirement(): Requirement {
    let negated = false;
    let key = this.take();
    if (key.token === '!') {
      negated = true;
      key = this.take();
    }
    if (key.token !== 'id') throw new RequirementError(`found '${key.text}', expected: identifier`);
    const keyErrors = qualifiedNameErrors(key.text);
    if (keyErrors.length > 0) throw new RequirementError(fieldErrorText(invalidValue('<nil>', key.text, keyErrors.join('; '))));
    const next = this.peek().token;
    if (negated) return { key: key.text, operator: '!', values: [] };
    if (next === 'end' || next === ',') return { key: key.text, operator: 'exists', values: [] };
    return this.binary(key.text);
  }

  private binary(key: string): Requirement {
    const lexeme = this.lexemes[this.at] ?? END;
    this.at += 1;
    const operator = BINARY[lexeme.token];
    if (operator === undefined) throw new RequirementError(`found '${lexeme.text}', expected: in, notin, =, ==, !=, gt, lt`);
    const values = operator === 'in' || operator === 'notin' ? this.values() : [this.exactValue()];
    const r: Requirement = { key, operator, values: [...new Set(values)].sort() };
    const error = requirementError(r);
    if (error !== undefined) throw new RequirementError(error);
    return r;
  }

  private exactValue(): string {
    const next = this.peek().token;
    if (next === 'end' || next === ',') return '';
    const value = this.take();
    if (value.token !== 'id') throw new RequirementError(`found '${value.text}', expected: identifier`);
    return value.text;
  }

  private values(): readonly string[] {
    const open = this.take();
    if (open.token !== '(') throw new RequirementError(`found '${open.text}' expected: '('`);
    const next = this.peek();
    if (next.token === ')') {
      this.at += 1;
      return [''];
    }
    if (next.token !== 'id' && next.token !== ',') throw new RequirementError(`found '${next.text}', expected: ',', ')' or identifier`);
    const out = this.valueList();
    this.at += 1;
    return out;
  }

  private valueList(): readonly string[] {
    const out: string[] = [];
    for (;;) {
      const item = this.take();
      if (item.token === 'id') {
        out.push(item.text);
        const next = this.peek();
        if (next.token === ')') return out;
        if (next.token !== ',') throw new RequirementError(`found '${next.text}', expected: ',' or ')'`);
      } else if (item.token === ',') {
        if (out.length === 0) out.push('');
        if (this.peek().token === ')') return [...out, ''];
        if (this.peek().token === ',') {
          this.at += 1;
          out.push('');
        }
      } else throw new RequirementError(`found '${item.text}', expected: ',', or identifier`);
    }
  }
}

const BINARY: Readonly<Partial<Record<Token, SelectorOperator>>> = { in: 'in', notin: 'notin', '=': '=', '==': '==', '!=': '!=', '>': 'gt', '<': 'lt' };

class SelectorError extends Error {}

class RequirementError extends SelectorError {
  constructor(message: string) {
    super(`unable to parse requirement: ${message}`);
  }
}

/** Parses `app=web,tier in (a,b),!x`; returns upstream's complaint as a string when the text is malformed. Models labels.Parse. */
export function parseSelector(text: string): Selector | string {
  try {
    return { requirements: sortedByKey(new SelectorParser(text).parse()) };
  } catch (error) {
    if (error instanceof SelectorError) return error.message;
    throw error;
  }
}
