/** What a fault answers in the API server's stead. Pure. */

import { continueExpired, type Refusal, statusObject, tooLargeVersion } from './api-status.ts';
import type { RequestDeed } from './faults.ts';
import type { JsonObject } from './recording.ts';

interface FaultWords {
  readonly code: number;
  readonly message?: string;
  readonly reason?: string;
}

/** Reason and message by code, in the words of apimachinery `pkg/api/errors/errors.go`. */
const WORDS: Readonly<Record<number, readonly [reason: string, message: string]>> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'Unauthorized'],
  403: ['Forbidden', 'forbidden: a fault of the replay'],
  404: ['NotFound', 'the server could not find the requested resource'],
  409: ['Conflict', 'the server reported a conflict'],
  410: ['Expired', 'too old resource version: 1 (2)'],
  422: ['Invalid', 'the server rejected our request due to an error in our request'],
  429: ['TooManyRequests', 'Too many requests, please try again later.'],
  500: ['InternalError', 'Internal error occurred: a fault of the replay'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: ['Timeout', 'Timeout: request did not complete within the allotted duration'],
};

/** The Status object of a code. */
export function faultStatus({ code, message, reason }: FaultWords): JsonObject {
  const [usualReason, usualMessage] = WORDS[code] ?? [
    'InternalError',
    `an error on the server ("unknown") has prevented the request from succeeding`,
  ];
  return statusObject({ code, message: message ?? usualMessage, reason: reason ?? usualReason });
}

const TOO_MANY = 'Too many requests, please try again later.\n';

/** The answer that a fault gives; `version` is the server's newest, `token` one that continues a list. */
export function faultAnswer(
  deed: Extract<RequestDeed, { kind: 'status' | 'too-large-version' | 'expired-continue' }>,
  version: number,
  token: string,
): Refusal {
  switch (deed.kind) {
    case 'too-large-version':
      return tooLargeVersion(version + 1, version);
    case 'expired-continue':
      return continueExpired(token);
    case 'status': {
      const body = faultStatus(deed);
      if (deed.code !== 429) return worded({ code: deed.code, body }, deed);
      // The recorded server says this one as a text, with a second to wait.
      return worded({ code: 429, body, text: TOO_MANY, retryAfter: 1 }, deed);
    }
  }
}

function worded(
  refusal: Refusal,
  { retryAfter, body, message }: Extract<RequestDeed, { kind: 'status' }>,
): Refusal {
  const text = body ?? message ?? refusal.text;
  return {
    ...refusal,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(refusal.text === undefined && body === undefined ? {} : { text: text ?? '' }),
  };
}
