/** Models `kubectl describe pod`. */
import { ageOf } from '../duration.ts';
import { controllerOf } from '../owner-references.ts';
import { qosClassOf } from '../pod-requests.ts';
import { conditionOf, isPodTerminal } from '../pod-status.ts';
import { rfc1123Text } from '../time.ts';
import type { Pod } from '../types/pod.ts';
import type { KubeObject } from '../value.ts';
import { containerLines, resourceLines, volumeLines } from './containers.ts';
import { annotationLines, described, labelLines, tolerationLines } from './sections.ts';

const optional = (title: string, value: string | undefined) => (value ? `${title}:\t${value}\n` : '');

function statusLines(pod: Pod, nowUs: number): string {
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  if (!deletionTimestamp || isPodTerminal(pod)) return `Status:\t${pod.status?.phase ?? ''}\n`;
  return `Status:\tTerminating (lasts ${ageOf(deletionTimestamp, nowUs)})\nTermination Grace Period:\t${deletionGracePeriodSeconds ?? 0}s\n`;
}

function headLines(pod: Pod, nowUs: number): string {
  const { spec, status = {}, metadata } = pod;
  const ips = status.podIPs ?? [];
  const owner = controllerOf(pod);
  return [
    `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace ?? ''}\n`,
    spec.priority === undefined ? '' : `Priority:\t${spec.priority}\n`,
    optional('Priority Class Name', spec.priorityClassName),
    optional('Runtime Class Name', spec.runtimeClassName),
    optional('Service Account', spec.serviceAccountName),
    spec.nodeName ? `Node:\t${spec.nodeName}/${status.hostIP ?? ''}\n` : 'Node:\t<none>\n',
    status.startTime ? `Start Time:\t${rfc1123Text(status.startTime)}\n` : '',
    labelLines('Labels', metadata.labels),
    annotationLines('Annotations', metadata.annotations),
    statusLines(pod, nowUs),
    optional('Reason', status.reason),
    optional('Message', status.message),
    `IP:\t${status.podIP ?? ''}\n`,
    ips.length === 0 ? 'IPs:\t<none>\n' : `IPs:\n${ips.map(({ ip }) => `  IP:\t${ip}\n`).join('')}`,
    owner ? `Controlled By:\t${owner.kind}/${owner.name}\n` : '',
    optional('NominatedNodeName', status.nominatedNodeName),
    resourceLines(spec.resources, ''),
  ].join('');
}

function conditionLines(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  const gateLines = gates.map(
    ({ conditionType }) =>
      `  ${conditionType} \t${conditionOf(pod.status, conditionType)?.status ?? '<none>'} \n`,
  );
  const conditions = (pod.status?.conditions ?? []).map((c) => `  ${c.type} \t${c.status} \n`);
  return `${gates.length === 0 ? '' : `Readiness Gates:\n  Type\tStatus\n${gateLines.join('')}`}${conditions.length === 0 ? '' : `Conditions:\n  Type\tStatus\n${conditions.join('')}`}`;
}

/** The text of `kubectl describe pod`; without `events` the section is left out. */
export function describePod(pod: Pod, events: readonly KubeObject[] | undefined, nowUs: number): string {
  const { spec, status } = pod;
  const init = spec.initContainers ?? [];
  const body = [
    headLines(pod, nowUs),
    init.length === 0 ? '' : containerLines('Init Containers', init, status?.initContainerStatuses, '', pod),
    containerLines('Containers', spec.containers, status?.containerStatuses, '', pod),
    conditionLines(pod),
    volumeLines(spec.volumes, ''),
    `QoS Class:\t${status?.qosClass ?? qosClassOf(pod)}\n`,
    labelLines('Node-Selectors', spec.nodeSelector),
    tolerationLines('Tolerations', spec.tolerations),
  ].join('');
  return described(body, events, nowUs);
}
