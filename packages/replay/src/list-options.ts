/** The query of a list or a watch, checked by the API server's own rules. Pure. */

import {
  badListVersion,
  badRequest,
  badWatchVersion,
  invalidOptions,
  type OptionFault,
  type Refusal,
} from './api-status.ts';
import type { StoredObject } from './history.ts';
import type { Kind } from './kinds.ts';
import { fieldTests, isBadSelector, labelTests } from './selectors.ts';

export interface ListOptions {
  readonly watch: boolean;
  /** `null` when unset. */
  readonly resourceVersion: number | null;
  readonly match: 'Exact' | 'NotOlderThan' | null;
  /** `null` when unset or 0: everything at once. */
  readonly limit: number | null;
  readonly continueToken: string | null;
  readonly timeoutSeconds: number | null;
  readonly allowBookmarks: boolean;
  readonly sendInitialEvents: boolean | null;
  /** Whether a label or field selector was given: such a list does not count what remains. */
  readonly selective: boolean;
  readonly matches: (object: StoredObject) => boolean;
}

export const isRefusal = (result: object): result is Refusal =>
  'code' in result && 'body' in result;

/**
 * What a query asks for; `namespace` narrows it (`null`: the whole cluster). `streamingLists`: whether the
 * server's feature gate WatchList is on.
 * Returns the refusal the API server gives when the query breaks a rule.
 */
export function listOptionsFrom(
  query: URLSearchParams,
  kind: Kind,
  namespace: string | null,
  streamingLists: boolean,
): ListOptions | Refusal {
  const tests = selectionFrom(query, kind);
  if (isRefusal(tests)) return tests;
  const numbers = numbersFrom(query);
  if (isRefusal(numbers)) return numbers;
  const faults = faultsIn(query, streamingLists);
  if (faults.length > 0) return invalidOptions(faults);
  const watch = flag(query, 'watch') ?? false;
  const version = textOf(query, 'resourceVersion');
  if (version !== null && !/^\d+$/.test(version))
    return watch ? badWatchVersion(version) : badListVersion(version);
  return {
    watch,
    resourceVersion: version === null ? null : Number(version),
    match: textOf(query, 'resourceVersionMatch') as ListOptions['match'],
    ...numbers,
    continueToken: textOf(query, 'continue'),
    allowBookmarks: flag(query, 'allowWatchBookmarks') ?? false,
    sendInitialEvents: flag(query, 'sendInitialEvents'),
    selective: tests.length > 0,
    matches: (object) =>
      (namespace === null || object.namespace === namespace) && tests.every((test) => test(object)),
  };
}

/** An empty parameter is an absent one. */
const textOf = (query: URLSearchParams, name: string): string | null => query.get(name) || null;

/** As apimachinery reads a boolean: anything but `false` and `0` is true. */
function flag(query: URLSearchParams, name: string): boolean | null {
  const text = query.get(name);
  return text === null ? null : text !== '0' && text.toLowerCase() !== 'false';
}

function selectionFrom(query: URLSearchParams, kind: Kind) {
  const labels = labelTests(query.get('labelSelector') ?? '');
  if (isBadSelector(labels)) return badRequest(labels.message);
  const fields = fieldTests(query.get('fieldSelector') ?? '', Object.keys(kind.fields));
  return isBadSelector(fields) ? badRequest(fields.message) : [...labels, ...fields];
}

function numbersFrom(
  query: URLSearchParams,
): { limit: number | null; timeoutSeconds: number | null } | Refusal {
  for (const name of ['limit', 'timeoutSeconds']) {
    const text = query.get(name) || '0';
    if (!/^[+-]?\d+$/.test(text))
      return badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  }
  return {
    limit: Number(query.get('limit')) || null,
    timeoutSeconds: Number(query.get('timeoutSeconds')) || null,
  };
}

const forbiddenField = (field: string, why: string): OptionFault => ({
  type: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${why}`,
});

const unsupportedMatch = (match: string, supported: readonly string[]): OptionFault => ({
  type: 'FieldValueNotSupported',
  field: 'resourceVersionMatch',
  message: `Unsupported value: "${match}": supported values: ${supported.map((value) => `"${value}"`).join(', ')}`,
});

/** `ValidateListOptions` of apimachinery `pkg/apis/internalversion/validation/validation.go`. */
function faultsIn(query: URLSearchParams, streamingLists: boolean): OptionFault[] {
  const match = textOf(query, 'resourceVersionMatch');
  return (flag(query, 'watch') ?? false)
    ? watchFaults(query, match, streamingLists)
    : listFaults(query, match);
}

function watchFaults(
  query: URLSearchParams,
  match: string | null,
  streamingLists: boolean,
): OptionFault[] {
  const faults: OptionFault[] = [];
  const initial = query.has('sendInitialEvents');
  const field = 'resourceVersionMatch';
  if (initial && match !== 'NotOlderThan')
    faults.push(
      forbiddenField(
        field,
        'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      ),
    );
  if (initial && !streamingLists)
    faults.push(
      forbiddenField(
        'sendInitialEvents',
        'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
      ),
    );
  if (match === null) return faults;
  if (!initial)
    faults.push(
      forbiddenField(
        field,
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ),
    );
  if (match !== 'NotOlderThan') faults.push(unsupportedMatch(match, ['NotOlderThan']));
  if (textOf(query, 'continue') !== null)
    faults.push(forbiddenField(field, 'resourceVersionMatch is forbidden for continue'));
  return faults;
}

function listFaults(query: URLSearchParams, match: string | null): OptionFault[] {
  const faults = match === null ? [] : listMatchFaults(query, match);
  if (query.has('sendInitialEvents'))
    faults.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return faults;
}

function listMatchFaults(query: URLSearchParams, match: string): OptionFault[] {
  const faults: OptionFault[] = [];
  const field = 'resourceVersionMatch';
  const version = textOf(query, 'resourceVersion');
  if (version === null)
    faults.push(
      forbiddenField(field, 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
    );
  if (textOf(query, 'continue') !== null)
    faults.push(forbiddenField(field, 'resourceVersionMatch is forbidden for continue'));
  if (match !== 'Exact' && match !== 'NotOlderThan')
    faults.push(unsupportedMatch(match, ['Exact', 'NotOlderThan', '']));
  if (match === 'Exact' && version === '0')
    faults.push(
      forbiddenField(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
    );
  return faults;
}
