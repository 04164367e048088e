/**
 * What the page may load and run: its own files and nothing else. Styles may be inline because CodeMirror, xterm and radix write
 * `<style>` elements of their own; scripts may not. The server sends it as a header, the build writes it into index.html.
 */
export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
