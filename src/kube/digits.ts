/** Whether a text holds nothing but the digits 0–9; the empty text holds nothing else either. */
export function isAllDigits(text: string): boolean {
  return /^[0-9]*$/.test(text);
}
