import { fieldErrorText, invalidValue } from './field-error.ts';
import {
  requirementError,
  sortedByKey,
  type Requirement,
  type Selector,
  type SelectorOperator,
} from './label-requirement.ts';
import { qualifiedNameErrors } from './names.ts';

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
      if (next.token !== 'id' && next.token !== '!')
        throw new SelectorError(`found '${next.text}', expected: !, identifier, or 'end of string'`);
      out.push(this.requirement());
      const after = this.take();
      if (after.token === 'end') return out;
      if (after.token !== ',')
        throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`);
      const then = this.peek();
      if (then.token !== 'id' && then.token !== '!')
        throw new SelectorError(`found '${then.text}', expected: identifier after ','`);
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
    if (keyErrors.length > 0)
      throw new RequirementError(fieldErrorText(invalidValue('<nil>', key.text, keyErrors.join('; '))));
    const next = this.peek().token;
    if (negated) return { key: key.text, operator: '!', values: [] };
    if (next === 'end' || next === ',') return { key: key.text, operator: 'exists', values: [] };
    return this.binary(key.text);
  }

  private binary(key: string): Requirement {
    const lexeme = this.lexemes[this.at] ?? END;
    this.at += 1;
    const operator = BINARY[lexeme.token];
    if (operator === undefined)
      throw new RequirementError(`found '${lexeme.text}', expected: in, notin, =, ==, !=, gt, lt`);
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
    if (next.token !== 'id' && next.token !== ',')
      throw new RequirementError(`found '${next.text}', expected: ',', ')' or identifier`);
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

const BINARY: Readonly<Partial<Record<Token, SelectorOperator>>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
};

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
