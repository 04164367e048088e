import type { ApiserverDetail, RequestRow } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { mapName } from '../../kit/map-name.ts';
import { PartIcon } from '../../kit/part-icon.tsx';
import { useAtPlayhead, useSession, useSessionState } from '../../session/hooks.ts';
import { coarse, spanText } from '../clock-text.ts';
import { Card } from './card.tsx';
import css from './generic-xray.module.css';
import table from './stage-table.module.css';

const REQUESTS_SHOWN = 8;

/** Requests with the stage each is in, the watch cache by resource, and who watches what. */
export function Apiserver({ detail }: { readonly detail: ApiserverDetail }) {
  const t = useText();
  const leader = t('xray.apiserver.etcd', { member: detail.etcdEndpoint });
  return (
    <>
      <Card
        title={t('xray.apiserver.inFlight')}
        count={detail.requests.length}
        aside={leader}
        empty={t('xray.apiserver.none')}
        wide
      >
        <div className={table.scroll} tabIndex={0} role="region" aria-label={t('xray.apiserver.stages')}>
          <table className={table.stages}>
            <thead>
              <tr>
                <th scope="col">{t('xray.apiserver.request')}</th>
                {detail.stageNames.map((stage) => (
                  <th key={stage} scope="col">
                    {t.say({ code: `canvas.stage.${stage}` })}
                  </th>
                ))}
                <th scope="col">{t('xray.apiserver.time')}</th>
              </tr>
            </thead>
            <tbody>
              {detail.requests.slice(0, REQUESTS_SHOWN).map((request) => (
                <InFlight key={request.exchange} request={request} stages={detail.stageNames} />
              ))}
            </tbody>
          </table>
        </div>
        {detail.requests.length > REQUESTS_SHOWN && (
          <p className="t3">{t('xray.more', { count: detail.requests.length - REQUESTS_SHOWN })}</p>
        )}
      </Card>
      <Watches watches={detail.watches} />
    </>
  );
}

/** The watch cache: how many objects of a resource it holds, and the revision it has heard of. */
export function WatchCache({ detail }: { readonly detail: ApiserverDetail }) {
  const t = useText();
  return (
    <Card title={t('xray.apiserver.caches')} count={detail.caches.length}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('xray.apiserver.resource')}</th>
            <th scope="col" className={css.number}>
              {t('xray.apiserver.objects')}
            </th>
            <th scope="col" className={css.number}>
              {t('xray.apiserver.at')}
            </th>
          </tr>
        </thead>
        <tbody className={css.tight}>
          {detail.caches.map((cache) => (
            <tr key={cache.resource}>
              <th scope="row" title={cache.resource}>
                {cache.resource.split('.')[0]}
              </th>
              <td className={css.number}>{cache.objects}</td>
              <td className={css.number}>{cache.resourceVersion}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function InFlight({ request, stages }: { readonly request: RequestRow; readonly stages: readonly string[] }) {
  const t = useText();
  const session = useSession();
  const us = useAtPlayhead((_, now) => coarse(now, 100));
  const picked = useSessionState(
    (s) => s.selection?.kind === 'hop' && s.selection.id === String(request.exchange),
  );
  const begun = request.stages.filter((mark) => mark.atUs <= us);
  const now = begun.at(-1)?.stage;
  return (
    <tr data-picked={picked}>
      <th scope="row">
        <button type="button" onClick={() => session.select({ kind: 'hop', id: String(request.exchange) })}>
          <b>{request.verb}</b> {pathOf(request.uri)}
        </button>
        <small>{request.user}</small>
      </th>
      {stages.map((stage) => {
        const state = stage === now ? 'now' : begun.some((mark) => mark.stage === stage) ? 'done' : 'ahead';
        return (
          <td key={stage}>
            <i className={table.disc} data-state={state} />
            <span className="unseen">{t(`xray.apiserver.stage.${state}`)}</span>
          </td>
        );
      })}
      <td className={table.time}>{spanText(us - request.receivedAtUs)}</td>
    </tr>
  );
}

/** The path without its query, which says how and not what; a line may break after a slash. */
const pathOf = (uri: string): string => (uri.split('?')[0] ?? uri).replaceAll('/', '/\u200b');

/** Open watches by client: one line a client, its resources beside it. */
function Watches({ watches }: { readonly watches: ApiserverDetail['watches'] }) {
  const t = useText();
  const session = useSession();
  const byClient = new Map<string, readonly string[]>();
  for (const { client, uri } of watches) byClient.set(client, [...(byClient.get(client) ?? []), uri]);
  return (
    <Card title={t('xray.apiserver.watches')} count={watches.length}>
      <ul className={css.columns}>
        {[...byClient].map(([client, uris]) => {
          const [kind = client, machine = ''] = client.split('/');
          return (
            <li key={client}>
              <button type="button" onClick={() => session.select({ kind: 'part', id: client })}>
                <PartIcon kind={kind} size={14} coloured /> {mapName(kind)}
                <small className="t3">{machine}</small>
              </button>
              <em className={css.uris}>
                {uris.map((uri, i) => (
                  <span key={uri} title={uri}>
                    {watchedIn(uri)}
                    {i < uris.length - 1 && ','}
                  </span>
                ))}
              </em>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

/** What a watch is about: the resource and its selectors. The whole path stands in the title. */
function watchedIn(uri: string): string {
  const [path = uri, query = ''] = uri.split('?');
  const selectors = query
    .split('&')
    .filter((field) => field.startsWith('fieldSelector=') || field.startsWith('labelSelector='))
    .map((field) => decodeURIComponent(field.slice(field.indexOf('=') + 1)).replaceAll(',', ', '));
  return [path.split('/').at(-1) ?? path, ...selectors].join(' ');
}
