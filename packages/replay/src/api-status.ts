/** The API server's refusals, worded as the recorded one worded them (recordings/_protocol). */

import type { JsonObject } from './recording.ts';

/** A refusal: an HTTP status and the Status object that explains it. */
export interface Refusal {
  readonly code: number;
  readonly body: JsonObject;
  /** Said instead of the Status object: some refusals come from before there is one. */
  readonly text?: string;
  /** The header: seconds, or an HTTP date. */
  readonly retryAfter?: number | string;
}

interface Wording {
  readonly code: number;
  readonly message: string;
  readonly reason?: string;
  readonly details?: JsonObject;
  readonly metadata?: JsonObject;
}

/** A Status object with its fields in Go's order. */
export function statusObject({ code, message, reason, details, metadata }: Wording): JsonObject {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: metadata ?? {},
    status: 'Failure',
    message,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
}

const refusal = (wording: Wording): Refusal => ({
  code: wording.code,
  body: statusObject(wording),
});

export const badRequest = (message: string): Refusal =>
  refusal({ code: 400, message, reason: 'BadRequest' });

export const unauthorized = (): Refusal =>
  refusal({ code: 401, message: 'Unauthorized', reason: 'Unauthorized' });

export const notFound = (resource: string, name: string): Refusal =>
  refusal({
    code: 404,
    message: `${resource} "${name}" not found`,
    reason: 'NotFound',
    details: { name, kind: resource },
  });

export const noSuchResource = (): Refusal =>
  refusal({
    code: 404,
    message: 'the server could not find the requested resource',
    reason: 'NotFound',
    details: {},
  });

export const methodNotAllowed = (): Refusal =>
  refusal({
    code: 405,
    message: 'the server does not allow this method on the requested resource',
    reason: 'MethodNotAllowed',
    details: {},
  });

const REPRESENTATIONS =
  'application/json, application/yaml, application/vnd.kubernetes.protobuf, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch';

export const notAcceptable = (): Refusal =>
  refusal({
    code: 406,
    message: `406: Not Acceptable\n\nAvailable representations: ${REPRESENTATIONS}`,
    reason: 'NotAcceptable',
    details: {},
  });

/** A list of a version that is no longer kept. */
export const listExpired = (): Refusal =>
  refusal({
    code: 410,
    message: 'The resourceVersion for the provided list is too old.',
    reason: 'Expired',
  });

/** A continue token of a version that is no longer kept; `token` continues without consistency. */
export const continueExpired = (token: string): Refusal =>
  refusal({
    code: 410,
    message:
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    reason: 'Expired',
    metadata: { continue: token },
  });

/** The object of the ERROR event by which a watch from a forgotten version ends. */
export const watchExpired = (asked: number, oldest: number): JsonObject =>
  statusObject({
    code: 410,
    message: `too old resource version: ${asked} (${oldest})`,
    reason: 'Expired',
  });

export function tooLargeVersion(asked: number, current: number): Refusal {
  const wording = {
    code: 504,
    message: `Timeout: Too large resource version: ${asked}, current: ${current}`,
    reason: 'Timeout',
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  };
  return { ...refusal(wording), retryAfter: 1 };
}

const unparsable = (value: string): string =>
  `resourceVersion: Invalid value: "${value}": strconv.ParseUint: parsing "${value}": invalid syntax`;

export const badListVersion = (value: string): Refusal =>
  badRequest(`invalid resource version: ${unparsable(value)}`);

/** A watch says it with another status, and without a reason. */
export const badWatchVersion = (value: string): Refusal =>
  refusal({ code: 500, message: unparsable(value) });

/** One broken rule of ListOptions. */
export interface OptionFault {
  readonly type: 'FieldValueForbidden' | 'FieldValueNotSupported';
  readonly field: string;
  readonly message: string;
}

export function invalidOptions(faults: readonly OptionFault[]): Refusal {
  const all = faults.map(({ field, message }) => `${field}: ${message}`);
  return refusal({
    code: 422,
    message: `ListOptions.meta.k8s.io "" is invalid: ${all.length === 1 ? all[0] : `[${all.join(', ')}]`}`,
    reason: 'Invalid',
    details: {
      group: 'meta.k8s.io',
      kind: 'ListOptions',
      causes: faults.map(({ type, message, field }) => ({ reason: type, message, field })),
    },
  });
}

/** What was asked for and by whom, as far as the refusal of it is concerned. */
interface ForbiddenAccess {
  readonly user: string;
  readonly verb: string;
  readonly resource: string;
  readonly namespace: string | null;
  readonly name: string | null;
}

export function forbidden({ user, verb, resource, namespace, name }: ForbiddenAccess): Refusal {
  const kind = resource.split('/')[0];
  const where = namespace === null ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = name === null ? `${kind} is` : `${kind} "${name}" is`;
  return refusal({
    code: 403,
    message: `${what} forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "" ${where}`,
    reason: 'Forbidden',
    details: { ...(name === null ? {} : { name }), kind },
  });
}
