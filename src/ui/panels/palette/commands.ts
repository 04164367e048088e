import type { TextCode } from '../../kit/i18n.ts';
import type { Session } from '../../session/session.ts';
import { speedStep } from '../transport/speed.ts';

export type CommandGroup = 'do' | 'time' | 'view';

/** Something that a key, the palette or a menu can ask for. */
export interface PageCommand {
  readonly id: string;
  readonly group: CommandGroup;
  readonly name: TextCode;
  /** As the list of shortcuts shows them. */
  readonly keys: string;
  readonly run: (session: Session) => void;
}

function command(
  id: string,
  group: CommandGroup,
  name: TextCode,
  keys: string,
  run: (session: Session) => void,
): PageCommand {
  return { id, group, name, keys, run };
}

const showTab =
  (tab: 'terminal' | 'manifest' | 'pods' | 'nodes' | 'events' | 'trace' | 'faults') => (session: Session) =>
    session.set({
      bottomTab: tab,
      bottomOpen: true,
      xray: null,
      depth: session.state.depth === 1 ? 2 : session.state.depth,
    });

/** X on the keyboard: the menu opens for what is selected, in the middle of the map. */
function breakSelected(session: Session): void {
  const { selection, xray } = session.state;
  const target = selection ?? (xray === null ? null : ({ kind: 'part', id: xray } as const));
  if (target === null) showTab('faults')(session);
  else session.openFaultMenu(target, window.innerWidth / 3, window.innerHeight / 4);
}

/** Esc goes up by one: menu, X-ray, selection; then the canvas leaves its follow mode. */
function goUp(session: Session): void {
  const { faultMenu, overlay, compare, xray, selection } = session.state;
  if (overlay !== null) session.set({ overlay: null });
  else if (faultMenu !== null) session.set({ faultMenu: null });
  else if (compare !== null) session.compare(null);
  else if (xray !== null) session.set({ xray: null });
  else if (selection !== null) session.select(null);
  session.view('leave');
}

/** Every command of the page, in the order of the palette. */
export const pageCommands: readonly PageCommand[] = [
  command('first-pod', 'do', 'shell.runFirstPod', '', (session) => void session.runFirstPod()),
  command('undo', 'do', 'shell.undo', 'Ctrl Z', (session) => session.undo()),
  command('redo', 'do', 'shell.redo', 'Ctrl Y', (session) => session.redo()),
  command('break', 'do', 'shell.key.fault', 'X', breakSelected),
  command('heal', 'do', 'shell.healAll', 'B', (session) => void session.act({ kind: 'heal-all' })),
  command('reset', 'do', 'shell.reset', '', (session) => void session.reset()),
  command('play', 'time', 'shell.key.play', 'Space K', (session) => session.playhead.toggle()),
  command('hop-forward', 'time', 'transport.stepForward', '→', (session) => session.playhead.step(1, 'hop')),
  command('hop-back', 'time', 'transport.stepBack', '←', (session) => session.playhead.step(-1, 'hop')),
  command('request-forward', 'time', 'transport.requestForward', 'Shift →', (session) =>
    session.playhead.step(1, 'request'),
  ),
  command('request-back', 'time', 'transport.requestBack', 'Shift ←', (session) =>
    session.playhead.step(-1, 'request'),
  ),
  command('scene-forward', 'time', 'transport.sceneForward', 'PgDn', (session) =>
    session.playhead.step(1, 'scene'),
  ),
  command('scene-back', 'time', 'transport.sceneBack', 'PgUp', (session) =>
    session.playhead.step(-1, 'scene'),
  ),
  command('bookmark-back', 'time', 'transport.bookmarkBack', 'J', (session) =>
    session.playhead.toBookmark(-1),
  ),
  command('bookmark-forward', 'time', 'transport.bookmarkForward', 'L', (session) =>
    session.playhead.toBookmark(1),
  ),
  command('mark', 'time', 'transport.mark', 'M', (session) => {
    session.playhead.pause();
    session.set({ overlay: 'mark' });
  }),
  command('go-to', 'time', 'transport.goto', 'G', (session) => session.set({ overlay: 'go-to' })),
  command('next', 'time', 'transport.next', 'N', (session) => session.playhead.nextInteresting()),
  command('home', 'time', 'transport.toStart', 'Home', (session) => session.playhead.home()),
  command('end', 'time', 'transport.toEnd', 'End', (session) => session.playhead.end()),
  command('slower', 'time', 'transport.pace.slower', '[', (session) =>
    session.playhead.setPace({ speed: speedStep(session.playhead.speed, -1) }),
  ),
  command('faster', 'time', 'transport.pace.faster', ']', (session) =>
    session.playhead.setPace({ speed: speedStep(session.playhead.speed, 1) }),
  ),
  command('depth-1', 'view', 'shell.depth.1', '1', (session) => session.set({ depth: 1 })),
  command('depth-2', 'view', 'shell.depth.2', '2', (session) => session.set({ depth: 2 })),
  command('depth-3', 'view', 'shell.depth.3', '3', (session) => session.set({ depth: 3 })),
  command('follow', 'view', 'shell.key.follow', 'F', (session) => session.view('follow')),
  command('zoom-in', 'view', 'shell.zoomIn', '+', (session) => session.view('zoom-in')),
  command('zoom-out', 'view', 'shell.zoomOut', '−', (session) => session.view('zoom-out')),
  command('fit', 'view', 'shell.fit', '0', (session) => session.view('fit')),
  command('filter', 'view', 'shell.key.filter', '/', (session) =>
    session.set({ podFilter: session.state.podFilter ?? '', xray: null }),
  ),
  command('terminal', 'view', 'shell.tab.terminal', 'T', showTab('terminal')),
  command('manifest', 'view', 'shell.tab.manifest', 'Y', showTab('manifest')),
  command('pods', 'view', 'shell.tab.pods', '', showTab('pods')),
  command('nodes', 'view', 'shell.tab.nodes', '', showTab('nodes')),
  command('events', 'view', 'shell.tab.events', '', showTab('events')),
  command('trace', 'view', 'shell.tab.trace', '', showTab('trace')),
  command('faults', 'view', 'shell.tab.faults', '', showTab('faults')),
  command('theme', 'view', 'shell.theme', '', (session) =>
    session.set({ theme: session.state.theme === 'dark' ? 'light' : 'dark' }),
  ),
  command('language', 'view', 'shell.language', '', (session) =>
    session.set({ locale: session.state.locale === 'en' ? 'zh-CN' : 'en' }),
  ),
  command('settings', 'view', 'shell.settings', '', (session) => session.set({ overlay: 'settings' })),
  command('shortcuts', 'view', 'shell.shortcuts', '?', (session) => session.set({ overlay: 'shortcuts' })),
  command('palette', 'view', 'shell.search', 'Ctrl K', (session) => session.set({ overlay: 'palette' })),
  command('up', 'view', 'shell.key.esc', 'Esc', goUp),
];
