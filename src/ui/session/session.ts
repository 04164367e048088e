import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Action, SessionStep } from '../../protocol/action.ts';
import type { Command } from '../../protocol/command.ts';
import type { EventId } from '../../protocol/ids.ts';
import type { Update } from '../../protocol/update.ts';
import { gaveUp, nothingAhead, otherBranch, PASSING, PASSING_IN_MS } from './banners.ts';
import type { Place, SavedSession } from './journal.ts';
import { Keeper } from './keeper.ts';
import { marked, ownMarks } from './own-marks.ts';
import { firstPause } from './pause-when.ts';
import { Playhead } from './playhead.ts';
import type { SessionOptions } from './session-options.ts';
import { type Banner, initialState, nothingShown, type Selection, type SessionState } from './state.ts';
import { TraceWindow } from './trace-window.ts';
import { Waiters } from './waiters.ts';
import { whenReady } from './when-ready.ts';
import { isWorld, Worlds } from './worlds.ts';

type Unnumbered<T> = T extends { readonly id: number } ? Omit<T, 'id'> : never;

/** What the keys F, + − 0 and Esc ask of the canvas. */
export type ViewCommand = 'follow' | 'zoom-in' | 'zoom-out' | 'fit' | 'leave';

/** Virtual time that passes before the first picture: elections are over, Nodes are Ready. */
export const BOOT_UNTIL_US = 12_000_000;
const FAILURES_MAX = 2;
const STORE_EVERY_MS = 100;
export const FIRST_POD_LINE = 'kubectl run web --image=nginx:1.27';

/** The page's one session: the engine behind a port, the trace it tells, the playhead, and the state that React renders from. */
export class Session {
  readonly store: StoreApi<SessionState>;
  readonly trace: TraceWindow;
  /** The branch that is shown beside the current one. */
  readonly beside = new TraceWindow();
  readonly playhead: Playhead;
  private readonly options: SessionOptions;
  private readonly keeper: Keeper;
  private readonly stopPlayhead: () => void;
  private seed: number;
  private preset: string;
  private readonly worlds = new Worlds();
  private nextId = 1;
  private failures = 0;
  private startId = 0;
  private blastAtUs = 0;
  private blastId = 0;
  private playedTo = new Map<string, number>();
  private restoreTo: { readonly us: number } | null = null;
  private lastStoreMs = Number.NEGATIVE_INFINITY;
  private readonly waiters = new Waiters();
  private readonly viewListeners = new Set<(command: ViewCommand) => void>();
  private readonly updateListeners = new Set<(update: Update) => void>();

  constructor(options: SessionOptions) {
    this.options = options;
    this.seed = options.seed;
    this.preset = options.preset;
    this.keeper = new Keeper({
      journal: options.journal,
      placeNow: () => this.place(),
      stands: () => this.state.engine === 'ready' && this.restoreTo === null,
    });
    this.store = createStore<SessionState>(() => ({ ...initialState, ...options.settings }));
    this.trace = options.trace ?? new TraceWindow();
    this.playhead = options.playhead ?? this.ownPlayhead();
    this.stopPlayhead = this.playhead.subscribe(() => this.playheadMoved());
    options.port.onUpdate((update) => this.receive(update));
  }

  private ownPlayhead(): Playhead {
    return new Playhead({
      trace: this.trace,
      beside: this.beside,
      ownMarks: () => ownMarks(this.state).map((mark) => mark.atUs),
      stopBetween: (fromUs, toUs) => this.pauseBetween(fromUs, toUs),
      frames: this.options.frames,
      run: (untilUs, eventsMax) => this.send({ kind: 'run', untilUs: Math.floor(untilUs), eventsMax }),
      nothingFound: (span) => this.say(nothingAhead(span)),
    });
  }

  /** A view that is no longer looked at lets go of the playhead. */
  close(): void {
    this.stopPlayhead();
  }

  get state(): SessionState {
    return this.store.getState();
  }

  set(change: Partial<SessionState>): void {
    this.store.setState(change);
  }

  /** Starts the world: where an earlier visit left it, or a fresh one. */
  async start(): Promise<void> {
    const saved = await this.keeper.load((preset) => isWorld(preset, this.options.preset));
    if (saved !== null) {
      this.seed = saved.place.seed;
      this.preset = saved.place.preset;
      this.standWhere(saved);
    }
    if (!this.options.journal.durable())
      this.say({ id: 'storage', tone: 'note', text: { code: 'shell.banner.notKept' } });
    this.startWorld();
  }

  /** A person does something at the playhead. The journal is written first, so that a crash loses nothing. */
  act(action: Action): Promise<void> {
    if (this.state.engine === 'starting') return whenReady(this.store).then(() => this.act(action));
    const atUs = Math.floor(this.playhead.us);
    const playedToUs = Math.floor(this.playhead.playedToUs);
    if (!this.state.hasActed && this.state.splitTab === 'nodes') this.set({ splitTab: 'pods' });
    this.set({ hasActed: true });
    const step = { kind: 'act', atUs, playedToUs, action } as const;
    return this.keeper.take(step, () => {
      this.rememberPlayed(this.state.branch, playedToUs);
      this.playhead.acted();
      this.send(step);
      if (!this.state.reducedMotion) this.playhead.play();
    });
  }

  /** Writes a step down, then sends it. */
  private take(step: SessionStep): Promise<void> {
    return this.keeper.take(step, () => this.send(step));
  }

  kubectl(line: string, session = 't1', files?: Readonly<Record<string, string>>): Promise<void> {
    return this.act({ kind: 'kubectl', session, line, ...(files === undefined ? {} : { files }) });
  }

  /** The one button of the first screen. */
  runFirstPod(): Promise<void> {
    return this.kubectl(FIRST_POD_LINE);
  }

  undo(): void {
    void this.take({ kind: 'undo' });
  }

  redo(): void {
    void this.take({ kind: 'redo' });
  }

  /** A fresh world with the same seed: everything that was done is gone, also from the journal. */
  async reset(): Promise<void> {
    this.playhead.pause();
    await this.keeper.replace(null);
    this.playedTo.clear();
    this.restoreTo = null;
    this.forgetShown();
    this.startWorld();
  }

  /** Another world: a fresh session in it, or the one that was left there, at the instant where it was left. */
  async changeWorld(preset: string): Promise<void> {
    if (preset === this.preset || this.state.engine === 'starting') return;
    this.playhead.pause();
    const known = await this.worlds.swap(this.keeper, this.preset, preset);
    this.preset = preset;
    this.forgetShown();
    this.standWhere(known);
    this.say({ id: 'world', tone: 'note', text: { code: `shell.banner.world${known ? 'Again' : ''}` } });
    this.startWorld();
  }

  private standWhere(saved: SavedSession | null): void {
    const { playedTo = {}, bookmarks = [], playheadUs: us = 0 } = saved?.place ?? {};
    this.playedTo = new Map(Object.entries(playedTo));
    this.restoreTo = saved && { us };
    this.set({ bookmarks });
    if (saved?.steps.some((step) => step.kind === 'act')) this.set({ hasActed: true, splitTab: 'pods' });
  }

  private forgetShown(): void {
    this.failures = 0;
    for (const id of ['engine', 'refused', 'branch']) this.unsay(id);
    this.set(nothingShown);
  }

  switchBranch(branch: string): void {
    this.playhead.pause();
    void this.take({ kind: 'switch-branch', branch, untilUs: Math.floor(this.playhead.us) });
  }

  /** Names the playhead's instant on the current branch; an empty name takes the bookmark away. */
  mark(name: string): void {
    this.set({ bookmarks: marked(this.state, Math.floor(this.playhead.us), name) });
    this.keeper.saveSoon(false);
  }

  /** Where something happens that the reader wants to see: time stands still there, and it is shown. */
  private pauseBetween(fromUs: number, toUs: number): number | null {
    const found = firstPause(this.trace, this.state.pauseWhen, fromUs, toUs);
    if (found === null) return null;
    const { event, when } = found;
    this.select({ kind: event.kind === 'hop' ? 'hop' : 'event', id: String(event.id) });
    this.say({ id: 'pause', tone: 'note', text: { code: `transport.paused.${when}` } });
    return event.atUs;
  }

  /** Shows another branch beside the current one, at the same instant; null ends that. */
  compare(branch: string | null): void {
    if (branch === this.state.compare || (branch !== null && branch === this.state.branch)) return;
    this.beside.clear();
    this.set({ compare: branch });
    this.send({ kind: 'compare', branch: branch ?? '', untilUs: this.trace.frontierUs });
  }

  renameBranch(branch: string, name: string): void {
    void this.take({ kind: 'rename-branch', branch, name });
  }

  deleteBranch(branch: string): void {
    void this.take({ kind: 'delete-branch', branch });
  }

  /** Chooses what the inspector shows; a hop or an event also asks for its body. A message that is opened stands still: time pauses. */
  select(selection: Selection | null): void {
    if (selection?.kind === 'hop') this.playhead.pause();
    this.set({ selection, ...(selection === null ? { pinned: false } : {}) });
    if (selection?.kind === 'hop' || selection?.kind === 'event') this.inspect(Number(selection.id));
  }

  /** Asks for body, headers and diff of an event; the answer appears in `details`. */
  inspect(event: EventId): void {
    if (this.state.details[event] !== undefined || !Number.isFinite(event)) return;
    this.set({ details: { ...this.state.details, [event]: null } });
    this.send({ kind: 'inspect', event });
  }

  /** Asks what the faults at an instant do; the answer appears in `blast`. */
  askBlast(atUs: number): void {
    this.blastAtUs = Math.floor(atUs);
    this.blastId = this.send({ kind: 'blast', atUs: this.blastAtUs });
  }

  highlight(keys: readonly string[]): void {
    this.set({ highlight: keys });
  }

  /** Opens the menu of what may go wrong with a thing; places are pixels of the page. */
  openFaultMenu(target: Selection, x: number, y: number): void {
    this.set({ faultMenu: { target, x, y } });
  }

  /** Keys and the palette speak to the canvas this way; the canvas listens with `onView`. */
  view(command: ViewCommand): void {
    for (const hear of this.viewListeners) hear(command);
  }

  onView(hear: (command: ViewCommand) => void): () => void {
    this.viewListeners.add(hear);
    return () => this.viewListeners.delete(hear);
  }

  say(banner: Banner): void {
    this.set({ banners: [...this.state.banners.filter((known) => known.id !== banner.id), banner] });
    if (PASSING.has(banner.id)) setTimeout(() => this.unsay(banner.id), PASSING_IN_MS);
  }

  unsay(id: string): void {
    if (this.state.banners.some((banner) => banner.id === id))
      this.set({ banners: this.state.banners.filter((banner) => banner.id !== id) });
  }

  /** Resolves when virtual time is computed up to `us`: for tests and films. */
  waitForFrontier(us: number): Promise<void> {
    if (this.trace.frontierUs >= us) return Promise.resolve();
    const computed = this.waiters.until(us);
    this.runTo(us);
    return computed;
  }

  /** Sends a command and hands every update to `listen` until it returns true: for tests that ask for a state hash. */
  ask(command: Unnumbered<Command>, listen: (update: Update) => boolean): void {
    const hear = (update: Update) => {
      if (listen(update)) this.updateListeners.delete(hear);
    };
    this.updateListeners.add(hear);
    this.send(command);
  }

  /** The engine has been silent for a while, or speaks again. */
  setBusy(busy: boolean): void {
    if (busy && this.state.engine === 'ready') this.set({ engine: 'busy' });
    else if (!busy && this.state.engine === 'busy') this.set({ engine: 'ready' });
  }

  /** The engine is stuck or broken. A new one replays the journal up to the same instant; the third failure in a row ends that. */
  recover(reason: 'hang' | 'broken'): void {
    this.failures += 1;
    this.rememberPlayed(this.state.branch, Math.floor(this.playhead.playedToUs));
    this.restoreTo = { us: Math.floor(this.playhead.us) };
    this.playhead.pause();
    this.options.port.respawn();
    if (this.failures > FAILURES_MAX) {
      this.set({ engine: 'broken' });
      this.say(gaveUp);
      return;
    }
    this.set({ engine: 'restarting' });
    this.say({ id: 'engine', tone: 'problem', text: { code: `shell.banner.${reason}` } });
    this.startWorld();
  }

  private startWorld(): void {
    this.trace.clear();
    this.beside.clear();
    this.set({ compare: null, world: this.preset });
    this.playhead.place(0, 0);
    if (this.state.engine !== 'restarting') this.set({ engine: 'starting' });
    const untilUs = Math.max(BOOT_UNTIL_US, this.restoreTo?.us ?? 0);
    this.startId = this.send({
      kind: 'start',
      record: this.keeper.recordOf(this.seed, this.preset),
      untilUs,
    });
  }

  private runTo(us: number): void {
    this.send({ kind: 'run', untilUs: us, eventsMax: 20_000 });
  }

  private send(command: Unnumbered<Command>): number {
    const id = this.nextId;
    this.nextId += 1;
    this.options.port.post({ ...command, id } as Command);
    return id;
  }

  private receive(update: Update): void {
    switch (update.kind) {
      case 'started':
        if (update.id === this.startId) this.started(update);
        break;
      case 'trace':
        this.tracked(update);
        break;
      case 'compared':
        if (update.trace.branch === this.state.compare) this.beside.apply(update.trace);
        break;
      case 'branches':
        this.branched(update);
        break;
      case 'frontier':
        this.failures = 0;
        this.playhead.ran();
        this.set({ frontierUs: update.frontierUs });
        this.wakeFrontierWaiters();
        break;
      case 'detail':
        if (update.detail !== null)
          this.set({ details: { ...this.state.details, [update.detail.event]: update.detail } });
        break;
      case 'blast':
        if (update.id === this.blastId) this.set({ blast: { atUs: this.blastAtUs, rows: update.rows } });
        break;
      case 'refused':
        this.playhead.answered();
        this.playhead.ran();
        this.say({
          id: 'refused',
          tone: 'problem',
          text: { code: 'shell.banner.refused', params: { message: update.message } },
        });
        break;
      case 'broken':
        this.recover('broken');
        break;
      default:
        break;
    }
    for (const hear of this.updateListeners) hear(update);
  }

  private started(update: Extract<Update, { kind: 'started' }>): void {
    this.set({
      roster: update.roster,
      links: update.links,
      charts: update.charts,
      epochSeconds: update.epochSeconds,
      branch: update.branch,
    });
  }

  private tracked(update: Extract<Update, { kind: 'trace' }>): void {
    const first = this.trace.frontierUs === 0;
    const other = !first && update.branch !== this.trace.branch;
    if (update.rewindToUs >= 0) this.forgetDetails(update.rewindToUs);
    if (other) this.rememberPlayed(this.trace.branch, this.playhead.playedToUs);
    this.trace.apply(update);
    this.set({ frontierUs: update.frontierUs, branch: update.branch });
    this.keepPlace(update, other);
    if (update.rewindToUs >= 0) this.playhead.answered();
    if (first || this.restoreTo !== null) this.standAfterStart();
    this.wakeFrontierWaiters();
  }

  private rememberPlayed(branch: string, us: number): void {
    this.playedTo.set(branch, Math.max(us, this.playedTo.get(branch) ?? 0));
  }

  /** The playhead stays where it is, unless that instant is gone: behind an undone action, behind the end of another branch. */
  private keepPlace(update: Extract<Update, { kind: 'trace' }>, other: boolean): void {
    const head = this.playhead;
    if (other) {
      const us = Math.min(head.us, update.frontierUs);
      head.place(us, Math.max(us, this.playedTo.get(update.branch) ?? us));
    } else if (update.rewindToUs >= 0 && head.us > update.rewindToUs) {
      this.playedTo.delete(update.branch);
      head.place(update.rewindToUs, update.rewindToUs);
    } else if (head.us > update.frontierUs) head.place(update.frontierUs, update.frontierUs);
  }

  /** The first picture: where the last visit stood, or the booted cluster, with its heartbeats playing. */
  private standAfterStart(): void {
    const us = this.restoreTo?.us ?? BOOT_UNTIL_US;
    if (this.trace.frontierUs < us) return;
    const fresh = this.restoreTo === null;
    this.restoreTo = null;
    // Ready only now: what is done before the first picture would be done to a cluster that has no leader yet.
    this.set({ engine: 'ready' });
    this.playhead.place(us, Math.max(us, fresh ? 0 : (this.playedTo.get(this.trace.branch) ?? 0)));
    if (fresh && !this.state.reducedMotion) this.playhead.play();
  }

  private forgetDetails(fromUs: number): void {
    const kept: Record<EventId, SessionState['details'][EventId]> = {};
    for (const [id, detail] of Object.entries(this.state.details)) {
      const event = this.trace.eventById(Number(id));
      if (event !== undefined && event.atUs < fromUs) kept[Number(id)] = detail;
    }
    this.set({ details: kept });
  }

  private branched(update: Extract<Update, { kind: 'branches' }>): void {
    const known = this.state.branch;
    this.set({ branches: update.branches, branch: update.current });
    const current = update.branches.find((branch) => branch.id === update.current);
    if (current === undefined) return;
    this.set({ hasActed: current.journal.length > 0 });
    const others = new Set(update.branches.map((branch) => branch.id));
    const starting = this.state.engine === 'starting' || this.state.engine === 'restarting';
    if (!starting && known !== update.current)
      this.say(otherBranch(current.name, others.has(known) ? known : undefined));
    this.keeper.saveSoon(false);
    const { compare } = this.state;
    const gone = !update.branches.some((branch) => branch.id === compare);
    if (compare !== null && (gone || compare === update.current)) this.compare(null);
  }

  private playheadMoved(): void {
    const head = this.playhead;
    const now = this.options.frames.nowInMs();
    if (head.playing === this.state.playing && head.playing && now - this.lastStoreMs < STORE_EVERY_MS)
      return;
    this.lastStoreMs = now;
    this.set({
      playheadUs: Math.floor(head.us),
      playing: head.playing,
      ambient: head.ambient,
      searching: head.isSearching,
      paceMode: head.mode,
      hopInSeconds: head.hopInSeconds,
      speed: head.speed,
      playedSeconds: head.playedSeconds,
    });
    this.keeper.saveSoon(head.playing);
  }

  private place(): Place {
    const { branch, bookmarks } = this.state;
    const played = { ...Object.fromEntries(this.playedTo), [branch]: Math.floor(this.playhead.playedToUs) };
    return {
      seed: this.seed,
      preset: this.preset,
      playheadUs: Math.floor(this.playhead.us),
      playedTo: played,
      bookmarks,
    };
  }

  /** Writes where the session stands; also called when the page is hidden. */
  saveNow(): Promise<void> {
    return this.keeper.saveNow();
  }

  private wakeFrontierWaiters(): void {
    const nextUs = this.waiters.wake(this.trace.frontierUs);
    if (nextUs !== null && !this.playhead.playing) this.runTo(nextUs);
  }
}
