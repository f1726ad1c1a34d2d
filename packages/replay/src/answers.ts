/** What goes back over HTTP: a refusal, a text, or a stream, with the headers that the recorded server gave. */

import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Refusal } from './api-status.ts';
import type { Delivery, Listed } from './delivery.ts';
import type { LineAbout } from './fault-book.ts';
import { uidOf } from './moving.ts';
import type { WatchSink } from './watch.ts';

type MediaType = 'application/json' | 'text/plain';

interface TextAnswer {
  readonly type: MediaType;
  readonly text: string;
  readonly code: number;
  /** What the text is about; an answer about nothing meets no faults of lines. */
  readonly about?: LineAbout;
  /** What is in it, when it is a list. */
  readonly listed?: Listed;
}

interface StreamAnswer {
  readonly type: MediaType;
  /** Begins to write; the function returned stops it when the reader is gone. */
  readonly open: (sink: WatchSink) => () => void;
}

export type Answer = Refusal | TextAnswer | StreamAnswer;

export const jsonAnswer = (text: string, code = 200): TextAnswer => ({
  type: 'application/json',
  text,
  code,
});

/** Sends an answer; a stream goes on after this returns. */
export function send(response: ServerResponse, answer: Answer, delivery: Delivery): void {
  response.setHeader('audit-id', randomUUID());
  response.setHeader('cache-control', 'no-cache, private');
  if ('body' in answer) sendRefusal(response, answer);
  else if ('text' in answer) sendText(response, answer, delivery);
  else sendStream(response, answer, delivery);
}

/** Priority and fairness name themselves in every answer but a log's and one to a stranger. */
function markFlow(response: ServerResponse): void {
  response.setHeader('x-kubernetes-pf-flowschema-uid', uidOf('flow schema'));
  response.setHeader('x-kubernetes-pf-prioritylevel-uid', uidOf('priority level'));
}

function sendText(
  response: ServerResponse,
  { type, text, code, about, listed }: TextAnswer,
  delivery: Delivery,
): void {
  if (type === 'application/json') markFlow(response);
  response.writeHead(code, { 'content-type': type });
  if (about === undefined) response.end(text);
  else delivery.whole(text, about, listed ?? null);
}

function sendRefusal(response: ServerResponse, { code, body, text, retryAfter }: Refusal): void {
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  if (code === 403 || text !== undefined) response.setHeader('x-content-type-options', 'nosniff');
  if (code !== 401) markFlow(response);
  const type = text === undefined ? 'application/json' : 'text/plain; charset=utf-8';
  response.writeHead(code, { 'content-type': type });
  // The recorded server prints this one status for people, and only this one.
  const said = code === 406 ? JSON.stringify(body, null, 2) : `${JSON.stringify(body)}\n`;
  response.end(text ?? said);
}

function sendStream(
  response: ServerResponse,
  { type, open }: StreamAnswer,
  delivery: Delivery,
): void {
  if (type === 'application/json') markFlow(response);
  response.writeHead(200, { 'content-type': type });
  // At once: a client must know that a silent stream is open.
  response.flushHeaders();
  response.once('close', open(delivery));
}
