import { useState } from 'react';
import type { Decision } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import css from './scheduler-xray.module.css';

/** Why another node was not taken: the filter that refused it, or the plugins in which it scored less than the chosen one. */
export function WhyNot({ decision }: { readonly decision: Decision }) {
  const t = useText();
  const others = decision.nodes.filter((node) => node.name !== decision.chosen);
  const [asked, setAsked] = useState('');
  const node = others.find((other) => other.name === asked) ?? others[0];
  const chosen = decision.nodes.find((other) => other.name === decision.chosen);
  if (decision.message !== '') return <p className={css.message}>{decision.message}</p>;
  if (!node || !chosen) return null;
  const refused = node.filters.find((f) => !f.fits);
  const lost = chosen.scores
    .map((score) => {
      const other = node.scores.find((s) => s.plugin === score.plugin);
      return {
        plugin: score.plugin,
        by: score.normalized * score.weight - (other ? other.normalized * other.weight : 0),
      };
    })
    .filter((row) => row.by > 0);
  return (
    <section className={css.why}>
      <label>
        <b>{t('xray.scheduler.whyNot')}</b>
        <select value={node.name} onChange={(event) => setAsked(event.target.value)}>
          {others.map((other) => (
            <option key={other.name}>{other.name}</option>
          ))}
        </select>
      </label>
      <p>
        {refused
          ? t('xray.scheduler.refusedBy', {
              node: node.name,
              plugin: refused.plugin,
              reason: refused.reasons.join(', '),
            })
          : lost.length === 0
            ? t('xray.scheduler.sameScore', { node: node.name, chosen: decision.chosen })
            : t('xray.scheduler.lostBy', {
                node: node.name,
                chosen: decision.chosen,
                by: chosen.total - node.total,
                where: lost.map((row) => `${row.plugin} −${row.by}`).join(', '),
              })}
      </p>
    </section>
  );
}
