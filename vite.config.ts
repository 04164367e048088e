import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { contentPolicy } from './scripts/content-policy.ts';

/** The policy as the head's first element, for hosts that cannot set headers. Not in dev: there Vite writes inline scripts. */
const policyTag: Plugin = {
  name: 'content-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: contentPolicy },
      injectTo: 'head-prepend',
    },
  ],
};

/** xterm, CodeMirror and yaml come by dynamic import, each in a chunk of its own; `npm run bench -- --only bundle` weighs the rest. */
export default defineConfig({
  base: './',
  plugins: [react(), policyTag],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
});
