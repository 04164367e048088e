import { createRoot } from 'react-dom/client';
import '../ui/kit/theme.css';
import { readCatalog } from '../ui/kit/catalog.ts';
import { browserFrames } from '../ui/session/frames.ts';
import { SessionProvider } from '../ui/session/hooks.ts';
import { openJournal, type StorageNews } from '../ui/session/journal.ts';
import type { Port } from '../ui/session/port.ts';
import { Session } from '../ui/session/session.ts';
import { watchPort } from '../ui/session/watchdog.ts';
import { connectEngine } from './connect.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { readPreferences, writePreferences } from './preferences.ts';
import { Page } from './shell.tsx';

declare global {
  interface Window {
    /** For tests, screenshots and the curious: the session, with its store, trace and playhead. */
    __orrery?: Session;
  }
}

const SEED = 1;
const PRESET = 'standard';

/** In development `?sample` shows a fixed story without an engine. */
async function choosePort(): Promise<Port> {
  if (import.meta.env.DEV && new URLSearchParams(location.search).has('sample'))
    return (await import('../ui/session/sample-port.ts')).samplePort();
  return connectEngine();
}

async function boot(): Promise<void> {
  const preferences = readPreferences();
  document.documentElement.dataset['theme'] = preferences.theme;
  document.documentElement.lang = preferences.locale;
  // Without its language the page speaks English: better than no page.
  await readCatalog(preferences.locale).catch(() => undefined);
  const news: StorageNews[] = [];
  const journal = await openJournal((what) => {
    if (window.__orrery === undefined) news.push(what);
    else sayStorage(window.__orrery, what);
  });
  const port = watchPort(await choosePort(), {
    nowInMs: () => performance.now(),
    every: (look) => {
      const timer = setInterval(look, 250);
      return () => clearInterval(timer);
    },
    onBusy: (busy) => session.setBusy(busy),
    onHang: () => session.recover('hang'),
  });
  const session = new Session({
    port,
    frames: browserFrames,
    journal,
    seed: SEED,
    preset: PRESET,
    settings: preferences,
  });
  window.__orrery = session;
  session.store.subscribe(writePreferences);
  window.addEventListener('pagehide', () => void session.saveNow());
  createRoot(document.querySelector('#root') as HTMLElement).render(
    <ErrorBoundary>
      <SessionProvider session={session}>
        <Page />
      </SessionProvider>
    </ErrorBoundary>,
  );
  await session.start();
  for (const what of news) sayStorage(session, what);
}

function sayStorage(session: Session, what: StorageNews): void {
  session.say({ id: 'storage', tone: 'note', text: { code: `shell.banner.${what}` } });
}

void boot();
