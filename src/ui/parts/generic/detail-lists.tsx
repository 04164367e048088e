import type { ReactNode } from 'react';
import type { FaceDetail } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead, useSession } from '../../session/hooks.ts';
import { coarse, spanText } from '../clock-text.ts';
import css from './generic-xray.module.css';

interface DetailListsProps {
  readonly part: string;
  readonly detail: FaceDetail;
}

/** The queues, caches and tables of the parts that have no picture of their own. */
export function DetailLists({ detail }: DetailListsProps) {
  switch (detail.kind) {
    case 'kube-apiserver':
      return <Apiserver detail={detail} />;
    case 'kube-controller-manager':
      return <Controllers detail={detail} />;
    case 'kubelet':
      return <Kubelet detail={detail} />;
    case 'runtime':
      return <Runtime detail={detail} />;
    case 'kubectl':
      return <Kubectl detail={detail} />;
    default:
      return null;
  }
}

type Of<K extends FaceDetail['kind']> = { readonly detail: Extract<FaceDetail, { kind: K }> };

function List({
  title,
  children,
  count,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly count: number;
}) {
  const t = useText();
  return (
    <section className={css.card}>
      <h3>
        {title} <span className={css.count}>{count}</span>
      </h3>
      {count === 0 ? <p className="t3">{t('xray.empty')}</p> : <ul className={css.list}>{children}</ul>}
    </section>
  );
}

function Apiserver({ detail }: Of<'kube-apiserver'>) {
  const t = useText();
  const session = useSession();
  const us = useAtPlayhead((_, now) => coarse(now, 100));
  return (
    <>
      <List title={t('xray.apiserver.inFlight')} count={detail.requests.length}>
        {detail.requests.map((request) => {
          const stage = request.stages.findLast((mark) => mark.atUs <= us)?.stage ?? '';
          return (
            <li key={request.exchange}>
              <button
                type="button"
                onClick={() => session.select({ kind: 'hop', id: String(request.exchange) })}
              >
                {request.verb} {breakable(request.uri)}
              </button>
              <em>{t('xray.apiserver.inStage', { stage, time: spanText(us - request.receivedAtUs) })}</em>
            </li>
          );
        })}
      </List>
      <List title={t('xray.apiserver.caches')} count={detail.caches.length}>
        {detail.caches.map((cache) => (
          <li key={cache.resource}>
            <span>{cache.resource}</span>
            <em>{t('xray.apiserver.cache', { objects: cache.objects, rv: cache.resourceVersion })}</em>
          </li>
        ))}
      </List>
      <List title={t('xray.apiserver.watches')} count={detail.watches.length}>
        {detail.watches.slice(0, 24).map((watch) => (
          <li key={`${watch.client} ${watch.uri}`}>
            <span>{watch.client}</span>
            <em className={css.uri} title={watch.uri}>
              {watchedIn(watch.uri)}
            </em>
          </li>
        ))}
      </List>
    </>
  );
}

/** A path may go on in the next line after a slash, not in the middle of a word. */
const breakable = (uri: string): string => uri.replaceAll('/', '/\u200b');

/** What a watch is about: its path and its selectors. How it is kept open is the same in all and stands in the title. */
function watchedIn(uri: string): string {
  const [path = uri, query = ''] = uri.split('?');
  const selectors = query
    .split('&')
    .filter((field) => field.startsWith('fieldSelector=') || field.startsWith('labelSelector='))
    .map((field) =>
      field
        .slice(field.indexOf('=') + 1)
        .replaceAll('%3D', '=')
        .replaceAll('%2C', ', '),
    );
  return [path, ...selectors].join('  ');
}

function Controllers({ detail }: Of<'kube-controller-manager'>) {
  const t = useText();
  const us = useAtPlayhead((_, now) => coarse(now, 50_000));
  return (
    <>
      {detail.controllers.map((controller) => (
        <List
          key={controller.name}
          title={controller.name}
          count={
            controller.queue.length +
            controller.backoff.length +
            (controller.working ? 1 : 0) +
            controller.last.length
          }
        >
          {controller.working && (
            <li data-now>
              <span>{controller.working}</span>
              <em>{t('xray.controller.working')}</em>
            </li>
          )}
          {controller.queue.map((key) => (
            <li key={key}>
              <span>{key}</span>
              <em>{t('xray.controller.queued')}</em>
            </li>
          ))}
          {controller.backoff.map((row) => (
            <li key={row.key}>
              <span>{row.key}</span>
              <em>
                {t('xray.controller.backoff', { failures: row.failures, left: spanText(row.untilUs - us) })}
              </em>
            </li>
          ))}
          {controller.last.map((line) => (
            <li key={line}>
              <small>{line}</small>
            </li>
          ))}
        </List>
      ))}
    </>
  );
}

function Kubelet({ detail }: Of<'kubelet'>) {
  const t = useText();
  const session = useSession();
  return (
    <List title={t('xray.kubelet.pods')} count={detail.pods.length}>
      {detail.pods.map((pod) => (
        <li key={pod.uid}>
          <button type="button" onClick={() => session.select({ kind: 'pod', id: `pods/${pod.key}` })}>
            {pod.key}
          </button>
          <em>
            {pod.worker} · {pod.status} · {pod.ready}
          </em>
        </li>
      ))}
    </List>
  );
}

function Runtime({ detail }: Of<'runtime'>) {
  const t = useText();
  const us = useAtPlayhead((_, now) => coarse(now, 50_000));
  return (
    <>
      <List title={t('xray.runtime.containers')} count={detail.containers.length}>
        {detail.containers.map((container) => (
          <li key={container.id}>
            <span>
              {container.pod} · {container.name}
            </span>
            <em>
              {container.state} · {container.image}
            </em>
          </li>
        ))}
      </List>
      <List title={t('xray.runtime.sandboxes')} count={detail.sandboxes.length}>
        {detail.sandboxes.map((sandbox) => (
          <li key={sandbox.id}>
            <span>{sandbox.pod}</span>
            <em>
              {sandbox.state} · {sandbox.ip}
            </em>
          </li>
        ))}
      </List>
      <List title={t('xray.runtime.images')} count={detail.images.length + detail.pulling.length}>
        {detail.pulling.map((pull) => (
          <li key={pull.image} data-now>
            <span>{pull.image}</span>
            <em>{t('xray.runtime.pulling', { left: spanText(pull.untilUs - us) })}</em>
          </li>
        ))}
        {detail.images.map((image) => (
          <li key={image.name}>
            <span>{image.name}</span>
            <em>{(image.sizeInBytes / 1_000_000).toFixed(1)} MB</em>
          </li>
        ))}
      </List>
    </>
  );
}

function Kubectl({ detail }: Of<'kubectl'>) {
  const t = useText();
  return (
    <List title={t('xray.kubectl.sessions')} count={detail.sessions.length}>
      {detail.sessions.map((session) => (
        <li key={session.id}>
          <span>{session.line}</span>
          <em>{session.waitsFor}</em>
        </li>
      ))}
    </List>
  );
}
