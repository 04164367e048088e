import { useText } from '../kit/i18n.ts';
import css from './legend.module.css';

const LINES = [
  { name: 'http', wire: 'http', width: 1.75, dash: undefined, cap: undefined },
  { name: 'watch', wire: 'http', width: 2, dash: '1 5', cap: 'round' },
  { name: 'etcd', wire: 'etcd', width: 3, dash: undefined, cap: undefined },
  { name: 'raft', wire: 'raft', width: 2, dash: '9 4', cap: undefined },
  { name: 'cri', wire: 'cri', width: 2, dash: '10 3 2 3', cap: undefined },
] as const;

/** Which pattern is which wire. */
export function Legend() {
  const t = useText();
  return (
    <ul className={css.legend} aria-label={t('canvas.legend')}>
      {LINES.map((line) => (
        <li key={line.name}>
          <svg width="32" height="6" aria-hidden>
            <line
              x1="1"
              x2="31"
              y1="3"
              y2="3"
              stroke={`var(--w-${line.wire})`}
              strokeWidth={line.width}
              strokeDasharray={line.dash}
              strokeLinecap={line.cap}
            />
          </svg>
          {t(`canvas.legend.${line.name}`)}
        </li>
      ))}
    </ul>
  );
}
