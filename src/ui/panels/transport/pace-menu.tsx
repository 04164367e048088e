import { Gauge } from 'lucide-react';
import { Button } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { Menu, type MenuLine } from '../../kit/menu.tsx';
import { useSession, useSessionState } from '../../session/hooks.ts';
import { formatSpeed, speedStep } from './speed.ts';

const HOP_SECONDS = [0.25, 0.5, 1, 2, 4];
const RATIOS = [0.001, 0.01, 0.1, 1, 10, 100];

/** How fast: by hops, or in true ratio; and faster or slower in steps of a logarithmic scale. */
export function PaceMenu() {
  const t = useText();
  const session = useSession();
  const mode = useSessionState((state) => state.paceMode);
  const hopInSeconds = useSessionState((state) => state.hopInSeconds);
  const speed = useSessionState((state) => state.speed);
  const { playhead } = session;
  const lines: MenuLine[] = [
    { kind: 'label', id: 'human', label: t('transport.pace.human') },
    ...HOP_SECONDS.map(
      (seconds): MenuLine => ({
        kind: 'item',
        id: `h${seconds}`,
        label: t('transport.pace.seconds', { seconds }),
        checked: mode === 'human' && hopInSeconds === seconds && speed === 1,
        onSelect: () => playhead.setPace({ mode: 'human', hopInSeconds: seconds, speed: 1 }),
      }),
    ),
    { kind: 'rule', id: 'r1' },
    { kind: 'label', id: 'ratio', label: t('transport.pace.trueRatio') },
    ...RATIOS.map(
      (ratio): MenuLine => ({
        kind: 'item',
        id: `r${ratio}x`,
        label: t('transport.pace.ratio', { speed: formatSpeed(ratio) }),
        checked: mode === 'ratio' && speed === ratio,
        onSelect: () => playhead.setPace({ mode: 'ratio', speed: ratio }),
      }),
    ),
    { kind: 'rule', id: 'r2' },
    {
      kind: 'item',
      id: 'slower',
      label: t('transport.pace.slower'),
      end: '[',
      onSelect: () => playhead.setPace({ speed: speedStep(speed, -1) }),
    },
    {
      kind: 'item',
      id: 'faster',
      label: t('transport.pace.faster'),
      end: ']',
      onSelect: () => playhead.setPace({ speed: speedStep(speed, 1) }),
    },
  ];
  const hop = t('transport.pace.hop', { seconds: formatSpeed(hopInSeconds / speed) });
  return (
    <Menu label={t('transport.pace')} lines={lines} align="end" side="top">
      <Button
        icon={Gauge}
        aria-label={`${t('transport.pace')}: ${mode === 'human' ? hop : t('transport.pace.ratio', { speed: formatSpeed(speed) })}`}
      >
        {mode === 'human' ? hop : t('transport.pace.ratio', { speed: formatSpeed(speed) })}
      </Button>
    </Menu>
  );
}
