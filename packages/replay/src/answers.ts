/** What goes back over HTTP: a refusal, a text, or a stream, with the headers that the recorded server gave. */

import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Refusal } from './api-status.ts';
import { uidOf } from './moving.ts';
import type { WatchSink } from './watch.ts';

interface TextAnswer {
  readonly type: 'application/json' | 'text/plain';
  readonly text: string;
  readonly code: number;
}

interface StreamAnswer {
  readonly type: 'application/json' | 'text/plain';
  /** Begins to write; the function returned stops it when the reader is gone. */
  readonly open: (sink: WatchSink) => () => void;
}

export type Answer = Refusal | TextAnswer | StreamAnswer;

export const jsonAnswer = (text: string, code = 200): TextAnswer => ({
  type: 'application/json',
  text,
  code,
});

/** A reader that takes this little is cut off, as the real API server does, instead of buffering for it without end. */
const MOST_UNREAD_BYTES = 64 * 1024 * 1024;

/** Sends an answer; a stream goes on after this returns. */
export function send(response: ServerResponse, answer: Answer): void {
  response.setHeader('audit-id', randomUUID());
  response.setHeader('cache-control', 'no-cache, private');
  if ('body' in answer) sendRefusal(response, answer);
  else if ('text' in answer) sendText(response, answer);
  else sendStream(response, answer);
}

/** Priority and fairness name themselves in every answer but a log's and one to a stranger. */
function markFlow(response: ServerResponse): void {
  response.setHeader('x-kubernetes-pf-flowschema-uid', uidOf('flow schema'));
  response.setHeader('x-kubernetes-pf-prioritylevel-uid', uidOf('priority level'));
}

function sendText(response: ServerResponse, { type, text, code }: TextAnswer): void {
  if (type === 'application/json') markFlow(response);
  response.writeHead(code, { 'content-type': type });
  response.end(text);
}

function sendRefusal(response: ServerResponse, { code, body, retryAfterSeconds }: Refusal): void {
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  if (code === 403) response.setHeader('x-content-type-options', 'nosniff');
  if (code !== 401) markFlow(response);
  response.writeHead(code, { 'content-type': 'application/json' });
  // The recorded server prints this one status for people, and only this one.
  response.end(code === 406 ? JSON.stringify(body, null, 2) : `${JSON.stringify(body)}\n`);
}

function sendStream(response: ServerResponse, { type, open }: StreamAnswer): void {
  if (type === 'application/json') markFlow(response);
  response.writeHead(200, { 'content-type': type });
  // At once: a client must know that a silent stream is open.
  response.flushHeaders();
  const stop = open({
    write(text) {
      if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
      else response.write(text);
    },
    end: () => response.end(),
  });
  response.once('close', stop);
}
