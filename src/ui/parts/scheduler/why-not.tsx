import { useState } from 'react';
import type { Node } from '../../../kube/types/node.ts';
import type { Pod } from '../../../kube/types/pod.ts';
import type { Decision } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { useObject } from '../../session/hooks.ts';
import { shortName } from './plugin-name.ts';
import css from './why-not.module.css';
import { type Difference, differencesOf, type NodeRow, whyLess, whyRefused } from './why-not-model.ts';

const BARS = 4;
const BAR_WIDTH = 56;

/** Below the table: why another node was not taken and what would have to be otherwise, and what became of preemption. */
export function WhyNot({ decision }: { readonly decision: Decision }) {
  return (
    <div className={css.row}>
      <OneNode decision={decision} />
      <Preemption decision={decision} />
    </div>
  );
}

function OneNode({ decision }: { readonly decision: Decision }) {
  const t = useText();
  const others = decision.nodes.filter((node) => node.name !== decision.chosen);
  const [asked, setAsked] = useState('');
  const node = others.find((other) => other.name === asked) ?? nearestOf(others);
  const chosen = decision.nodes.find((other) => other.name === decision.chosen);
  const pod = useObject(`pods/${decision.pod}`)?.object as Pod | undefined;
  const stored = useObject(`nodes/${node?.name ?? ''}`)?.object as Node | undefined;
  if (!node) return <section className={css.card}>{t('xray.why.only')}</section>;
  const refused = node.filters.some((f) => !f.fits);
  const sentences = refused || !chosen ? whyRefused(node, pod, stored) : whyLess(node, chosen);
  const [first, second] = sentences;
  return (
    <section className={css.card} aria-label={t('xray.scheduler.whyNot')}>
      <header>
        <label>
          <b>{t('xray.scheduler.whyNot')}</b>
          <select value={node.name} onChange={(event) => setAsked(event.target.value)}>
            {others.map((other) => (
              <option key={other.name}>{other.name}</option>
            ))}
          </select>
        </label>
        {!refused && chosen && <Bars differences={differencesOf(node, chosen)} />}
      </header>
      {first && <p>{t.say(first)}</p>}
      {second && <p className="t2">{t.say(second)}</p>}
    </section>
  );
}

/** The one to ask about first: that which came nearest. */
function nearestOf(others: readonly NodeRow[]): NodeRow | undefined {
  return [...others].sort((a, b) => b.total - a.total)[0];
}

/** Points lost and won, plugin by plugin; the longest bar is the greatest difference. */
function Bars({ differences }: { readonly differences: readonly Difference[] }) {
  const most = Math.max(1, ...differences.map((d) => Math.abs(d.by)));
  return (
    <ul className={css.bars}>
      {differences.slice(0, BARS).map(({ plugin, by }) => (
        <li key={plugin} title={plugin}>
          {shortName(plugin)}
          <i style={{ width: Math.max(4, (Math.abs(by) / most) * BAR_WIDTH) }} data-lost={by > 0} />
          <b>{by > 0 ? `−${by}` : `+${-by}`}</b>
        </li>
      ))}
    </ul>
  );
}

const PREEMPTION = 'preemption: ';

/** PostFilter only runs when no node fits; then it says whom it would have to evict, or that this would not help. */
function Preemption({ decision }: { readonly decision: Decision }) {
  const t = useText();
  const fitting = decision.nodes.filter((node) => node.filters.every((f) => f.fits)).length;
  const ran = decision.message !== '';
  const at = decision.message.indexOf(PREEMPTION);
  const said = at < 0 ? '' : decision.message.slice(at + PREEMPTION.length);
  return (
    <section className={css.card}>
      <header>
        <b>{t('xray.scheduler.preemption')}</b>
        <span className={css.chip}>{t(ran ? 'xray.scheduler.ran' : 'xray.scheduler.notRun')}</span>
      </header>
      {ran ? (
        <p className={css.said}>{said === '' ? decision.message : said}</p>
      ) : (
        <p className="t2">{t('xray.scheduler.noneLeaves', { count: fitting })}</p>
      )}
    </section>
  );
}
