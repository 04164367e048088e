import type { ChartPicture } from '../../protocol/face.ts';
import type { BlastRow } from '../../protocol/fault.ts';
import type { EventId, PartId } from '../../protocol/ids.ts';
import type { BranchInfo, EventDetail, LinkEntry, RosterEntry } from '../../protocol/update.ts';
import type { OwnBookmark } from './journal.ts';
import type { PauseWhen } from './pause-when.ts';
import type { Locale, Sayable } from '../kit/i18n.ts';

/** 1 Story, 2 Components, 3 Wire. */
export type Depth = 1 | 2 | 3;
export type Theme = 'dark' | 'light';

/**
 * What the inspector shows. `id`: event id for hop and event, part id for part, object key (`pods/default/web`) for pod and object, `a~b` for edge. It stays
 * when the thing is gone: the inspector then shows the last that was known, as a ghost.
 */
export interface Selection {
  readonly kind: 'hop' | 'event' | 'part' | 'pod' | 'object' | 'edge';
  readonly id: string;
}

export type BottomTab =
  | 'inspector'
  | 'terminal'
  | 'manifest'
  | 'pods'
  | 'nodes'
  | 'events'
  | 'trace'
  | 'faults';

export type EngineState = 'starting' | 'ready' | 'busy' | 'restarting' | 'broken';

/** Something the reader should know; stays until closed or replaced by one of the same id. */
export interface Banner {
  readonly id: string;
  readonly tone: 'note' | 'problem';
  readonly text: Sayable;
  /** What may be done about it: its button. */
  readonly action?: BannerAction;
}

export type BannerAction =
  | { readonly kind: 'reset' | 'break' }
  | { readonly kind: 'compare'; readonly branch: string };

/** Everything React renders from, except what is in the trace. Replaced, never edited. */
export interface SessionState {
  readonly engine: EngineState;
  readonly roster: readonly RosterEntry[];
  readonly links: readonly LinkEntry[];
  readonly charts: readonly ChartPicture[];
  readonly epochSeconds: number;
  /** Which world is computed: `standard`, or `nodes-50`. */
  readonly world: string;
  readonly branch: string;
  readonly branches: readonly BranchInfo[];
  /** Bumped ~10 times a second while playing and at once on pause or seek; per-frame views use `usePlayhead(fn)`. */
  readonly playheadUs: number;
  readonly playing: boolean;
  readonly ambient: boolean;
  readonly searching: boolean;
  readonly frontierUs: number;
  readonly paceMode: 'human' | 'ratio';
  readonly hopInSeconds: number;
  readonly speed: number;
  readonly playedSeconds: number;
  readonly depth: Depth;
  readonly theme: Theme;
  readonly locale: Locale;
  readonly reducedMotion: boolean;
  /** Single-key shortcuts can be switched off. */
  readonly shortcutsOn: boolean;
  readonly selection: Selection | null;
  /** The selection stays although something else is clicked. */
  readonly pinned: boolean;
  /** Subjects to highlight everywhere: part ids, object keys, `hop:12`. */
  readonly highlight: readonly string[];
  /** Which Pods the map shows, `status:Running app=web`; empty = all, null = the filter is closed. */
  readonly podFilter: string | null;
  readonly xray: PartId | null;
  readonly bottomOpen: boolean;
  readonly bottomTab: BottomTab;
  /** The right half of a split bottom panel, or null. */
  readonly splitTab: BottomTab | null;
  /** The menu "break this" is open for a thing, at a place of the page (pixels). */
  readonly faultMenu: { readonly target: Selection; readonly x: number; readonly y: number } | null;
  readonly overlay: 'palette' | 'shortcuts' | 'settings' | 'go-to' | 'mark' | null;
  /** Details that `inspect` brought, by event; null = asked, not there yet. */
  readonly details: Readonly<Record<EventId, EventDetail | null>>;
  /** Rows of the blast card, and for which instant. */
  readonly blast: { readonly atUs: number; readonly rows: readonly BlastRow[] } | null;
  readonly banners: readonly Banner[];
  /** Places that the reader named, on all branches. */
  readonly bookmarks: readonly OwnBookmark[];
  /** What makes a playing page stand still. */
  readonly pauseWhen: readonly PauseWhen[];
  /** Branch that is shown beside the current one, or null. */
  readonly compare: string | null;
  /** True once a person did something: the first screen's button gives way to the caption. */
  readonly hasActed: boolean;
}

export const initialState: SessionState = {
  engine: 'starting',
  roster: [],
  links: [],
  charts: [],
  epochSeconds: 0,
  world: '',
  branch: '',
  branches: [],
  playheadUs: 0,
  playing: false,
  ambient: false,
  searching: false,
  frontierUs: 0,
  paceMode: 'human',
  hopInSeconds: 1,
  speed: 1,
  playedSeconds: 0,
  depth: 2,
  theme: 'dark',
  locale: 'en',
  reducedMotion: false,
  shortcutsOn: true,
  selection: null,
  pinned: false,
  highlight: [],
  podFilter: null,
  xray: null,
  bottomOpen: true,
  bottomTab: 'terminal',
  // A fresh cluster has Nodes and no Pods; with the first action the Pods take this place.
  splitTab: 'nodes',
  faultMenu: null,
  overlay: null,
  details: {},
  blast: null,
  banners: [],
  bookmarks: [],
  pauseWhen: [],
  compare: null,
  hasActed: false,
};

/** What a fresh world begins with: nothing was done, chosen or asked. */
export const nothingShown: Partial<SessionState> = {
  hasActed: false,
  bookmarks: [],
  selection: null,
  pinned: false,
  xray: null,
  details: {},
  blast: null,
  highlight: [],
};
