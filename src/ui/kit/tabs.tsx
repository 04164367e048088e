import { type KeyboardEvent, useRef } from 'react';
import css from './tabs.module.css';

export interface TabEntry<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly count?: number;
  /** Small text before the label: a key. */
  readonly hint?: string;
}

interface TabsProps<Id extends string> {
  readonly tabs: readonly TabEntry<Id>[];
  readonly value: Id | null;
  readonly onChange: (id: Id) => void;
  readonly label: string;
  /** Id of the tab panel: tabs are named `{panelId}-{tab}`. */
  readonly panelId: string;
}

/** Arrow keys, Home and End move between the entries, as the ARIA practices for tabs and radio groups say. */
function moved<Id extends string>(
  event: KeyboardEvent,
  tabs: readonly TabEntry<Id>[],
  value: Id | null,
): Id | null {
  const at = tabs.findIndex((tab) => tab.id === value);
  const step =
    event.key === 'ArrowRight' || event.key === 'ArrowDown'
      ? 1
      : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
        ? -1
        : 0;
  if (event.key === 'Home') return tabs[0]?.id ?? null;
  if (event.key === 'End') return tabs.at(-1)?.id ?? null;
  if (step === 0) return null;
  return tabs[(at + step + tabs.length) % tabs.length]?.id ?? null;
}

/** A row of tabs; the caller draws the panel and gives it `id={panelId} role="tabpanel"`. */
export function Tabs<Id extends string>({ tabs, value, onChange, label, panelId }: TabsProps<Id>) {
  const bar = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(event, tabs, value);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(next);
    bar.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <div ref={bar} className={css.bar} role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map((tab, i) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`${panelId}-${tab.id}`}
          data-tab={tab.id}
          aria-selected={tab.id === value}
          aria-controls={tab.id === value ? panelId : undefined}
          tabIndex={tab.id === value || (value === null && i === 0) ? 0 : -1}
          className={css.tab}
          onClick={() => onChange(tab.id)}
        >
          {tab.label}
          {tab.count !== undefined && <span className={css.count}>{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}

interface SegmentsProps<Id extends string> {
  readonly options: readonly TabEntry<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  readonly label: string;
  readonly small?: boolean;
}

/** One of a few: depth, Sent/Stored/Diff. A radio group that looks like one button in pieces. */
export function Segments<Id extends string>({
  options,
  value,
  onChange,
  label,
  small = false,
}: SegmentsProps<Id>) {
  const bar = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(event, options, value);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(next);
    bar.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <div ref={bar} className={css.segments} role="radiogroup" aria-label={label} onKeyDown={onKeyDown}>
      {options.map((option) => (
        // biome-ignore lint/a11y/useSemanticElements: a native radio cannot hold the key hint and the roving look
        <button
          key={option.id}
          type="button"
          role="radio"
          data-tab={option.id}
          aria-checked={option.id === value}
          tabIndex={option.id === value ? 0 : -1}
          className={small ? `${css.segment} ${css.small}` : css.segment}
          onClick={() => onChange(option.id)}
        >
          {option.hint !== undefined && (
            <span className={css.hint} aria-hidden>
              {option.hint}
            </span>
          )}
          {option.label}
          {option.count !== undefined && <span className={css.hint}>{option.count}</span>}
        </button>
      ))}
    </div>
  );
}
