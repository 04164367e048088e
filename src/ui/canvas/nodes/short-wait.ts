import type { Text } from '../../../protocol/text.ts';
import type { Translate } from '../../kit/i18n.ts';

const FROM = 'waiting.';

/** What a part waits for, in the few words that a card has room for; the inspector says the whole sentence. */
export function shortWait(t: Translate, text: Text | null | undefined): string {
  if (!text) return '';
  const code = text.code.startsWith(FROM) ? `canvas.waits.${text.code.slice(FROM.length)}` : text.code;
  return t.has(code) ? t.say({ code, params: text.params }) : t.say(text);
}
