import { ListFilter, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { IconButton } from '../kit/button.tsx';
import { useText } from '../kit/i18n.ts';
import { useObjects, useSession, useSessionState } from '../session/hooks.ts';
import css from './pod-filter-bar.module.css';
import { usePodFilter } from './nodes/use-machine.ts';
import { podView } from './view/pod-view.ts';

/** Which Pods the map shows, and how many of how many. Machines and their owners stay where they are. */
export function PodFilterBar() {
  const open = useSessionState((state) => state.podFilter !== null);
  return open ? <Bar /> : null;
}

function Bar() {
  const t = useText();
  const session = useSession();
  const text = useSessionState((state) => state.podFilter ?? '');
  const filter = usePodFilter();
  const pods = useObjects('pods/');
  const shown = pods.filter((pod) =>
    filter(podView(pod.key, pod.object, undefined, true), pod.object),
  ).length;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <search className={css.bar}>
      <ListFilter size={14} strokeWidth={1.75} aria-hidden />
      <input
        ref={field}
        type="text"
        className={css.field}
        aria-label={t('canvas.filter')}
        placeholder={t('canvas.filter.hint')}
        spellCheck={false}
        value={text}
        onChange={(event) => session.set({ podFilter: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') session.set({ podFilter: null });
        }}
      />
      <span className={css.count} role="status">
        {t('canvas.filter.shown', { n: shown, of: pods.length })}
      </span>
      <IconButton
        size="small"
        icon={X}
        iconSize={14}
        label={t('shell.close')}
        keyName="Esc"
        onClick={() => session.set({ podFilter: null })}
      />
    </search>
  );
}
