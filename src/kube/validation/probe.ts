/** Models validation of probes and lifecycle handlers. */
import { forbiddenValue, invalidValue, requiredValue, type FieldError } from '../field-error.ts';
import type { Container, Probe, ProbeHandler } from '../types/pod.ts';
import {
  validateNonNegative,
  validateOneOf,
  validatePortNumber,
  validatePortNumberOrName,
} from './primitives.ts';

const SCHEMES = ['HTTP', 'HTTPS'];

function validateOneHandler(
  handler: ProbeHandler,
  kind: keyof ProbeHandler,
  field: string,
  out: FieldError[],
): void {
  if (kind === 'exec' && (handler.exec?.command ?? []).length === 0)
    out.push(requiredValue(`${field}.exec.command`));
  if (kind === 'httpGet' && handler.httpGet) {
    if (!handler.httpGet.path) out.push(requiredValue(`${field}.httpGet.path`));
    validatePortNumberOrName(handler.httpGet.port, `${field}.httpGet.port`, out);
    validateOneOf(handler.httpGet.scheme, SCHEMES, `${field}.httpGet.scheme`, out);
  }
  if (kind === 'tcpSocket') validatePortNumberOrName(handler.tcpSocket?.port, `${field}.tcpSocket.port`, out);
  if (kind === 'grpc') validatePortNumber(handler.grpc?.port ?? 0, `${field}.grpc.port`, out);
}

function validateHandler(
  handler: ProbeHandler,
  kinds: readonly (keyof ProbeHandler)[],
  field: string,
  out: FieldError[],
): void {
  let count = 0;
  for (const kind of kinds) {
    if (handler[kind] === undefined || handler[kind] === null) continue;
    if (count > 0) out.push(forbiddenValue(`${field}.${kind}`, 'may not specify more than 1 handler type'));
    else validateOneHandler(handler, kind, field, out);
    count += 1;
  }
  if (count === 0) out.push(requiredValue(field, 'must specify a handler type'));
}

function validateProbe(probe: Probe, field: string, out: FieldError[]): void {
  validateHandler(probe, ['exec', 'httpGet', 'tcpSocket', 'grpc'], field, out);
  for (const key of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const)
    validateNonNegative(probe[key], `${field}.${key}`, out);
  if (probe.terminationGracePeriodSeconds !== undefined && probe.terminationGracePeriodSeconds <= 0) {
    out.push(
      invalidValue(
        `${field}.terminationGracePeriodSeconds`,
        probe.terminationGracePeriodSeconds,
        'must be greater than 0',
      ),
    );
  }
}

/** Probes and lifecycle of a container that runs beside others. */
export function validateProbes(container: Container, field: string, out: FieldError[]): void {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  for (const hook of ['postStart', 'preStop'] as const)
    if (lifecycle?.[hook])
      validateHandler(
        lifecycle[hook],
        ['exec', 'httpGet', 'tcpSocket', 'sleep'],
        `${field}.lifecycle.${hook}`,
        out,
      );
  if (livenessProbe) validateFirstSuccess(livenessProbe, `${field}.livenessProbe`, out);
  if (readinessProbe) {
    validateProbe(readinessProbe, `${field}.readinessProbe`, out);
    if (readinessProbe.terminationGracePeriodSeconds !== undefined)
      out.push(
        invalidValue(
          `${field}.readinessProbe.terminationGracePeriodSeconds`,
          readinessProbe.terminationGracePeriodSeconds,
          'must not be set for readinessProbes',
        ),
      );
  }
  if (startupProbe) validateFirstSuccess(startupProbe, `${field}.startupProbe`, out);
}

function validateFirstSuccess(probe: Probe, field: string, out: FieldError[]): void {
  validateProbe(probe, field, out);
  if (probe.successThreshold !== undefined && probe.successThreshold !== 1)
    out.push(invalidValue(`${field}.successThreshold`, probe.successThreshold, 'must be 1'));
}
