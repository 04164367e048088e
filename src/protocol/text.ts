/**
 * A sentence that is said in the reader's language: `code` names a template in the page's translation files, `params` fill its places.
 * The engine never makes prose for the page; what Kubernetes itself prints (Events, errors, kubectl output) stays plain English text.
 */
export interface Text {
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
}
