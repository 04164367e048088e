import { isObject } from '../../../kube/value.ts';
import { useText } from '../../kit/i18n.ts';
import { type GlyphStatus, StatusGlyph } from '../../kit/status-glyph.tsx';
import css from './inspector.module.css';

const PRESSURE = new Set([
  'MemoryPressure',
  'DiskPressure',
  'PIDPressure',
  'NetworkUnavailable',
  'DisruptionTarget',
  'ReplicaFailure',
  'Failed',
]);

/** Some conditions are good when False. */
function glyphOf(type: string, status: string): GlyphStatus {
  if (status === 'Unknown') return 'unknown';
  const good = PRESSURE.has(type) ? 'False' : 'True';
  return status === good ? 'ready' : PRESSURE.has(type) ? 'failed' : 'pending';
}

/** status.conditions as they are, each with its reason. */
export function ConditionList({ conditions }: { readonly conditions: readonly unknown[] }) {
  const t = useText();
  return (
    <div>
      {conditions.map((condition, i) => {
        if (!isObject(condition)) return null;
        const type = String(condition['type'] ?? '');
        const status = String(condition['status'] ?? '');
        const reason = typeof condition['reason'] === 'string' ? condition['reason'] : '';
        const message = typeof condition['message'] === 'string' ? condition['message'] : '';
        return (
          <div key={`${type}-${i}`} className={css.stateLine} title={message === '' ? undefined : message}>
            <span className={css.stateName}>
              <b>{type}</b>
              {reason !== '' && <bdi> {reason}</bdi>}
              {status !== 'True' && message !== '' && (
                <span className="unseen">{t('inspector.says', { text: message })}</span>
              )}
            </span>
            <StatusGlyph tiny status={glyphOf(type, status)} word={status} />
          </div>
        );
      })}
    </div>
  );
}
