/** One HTTP exchange: written down, met by its faults, answered. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, send } from './answers.ts';
import { askedOf, PageCounter } from './asked.ts';
import { Delivery } from './delivery.ts';
import { faultAnswer } from './fault-answers.ts';
import type { Asked, FaultBook, Hit } from './fault-book.ts';
import type { RequestDeed } from './faults.ts';
import { tokenFor } from './list.ts';
import { Outlet } from './outlet.ts';
import { answerTo, type RequestContext } from './requests.ts';
import { routeFor } from './routes.ts';
import type { RequestRecord, TruthLog } from './truth.ts';

export interface ExchangeContext extends RequestContext {
  readonly book: FaultBook;
  readonly truth: TruthLog;
}

/** Answers every request; what goes wrong in it is answered as 500 and never ends the server. */
export function requestListener(context: ExchangeContext) {
  const pages = new PageCounter();
  return (request: IncomingMessage, response: ServerResponse): void => {
    exchange(context, pages, request, response).catch((cause: unknown) => {
      // A response that has begun cannot be refused any more: cut it, so that nobody takes it as whole.
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end(String(cause));
    });
  };
}

async function exchange(
  context: ExchangeContext,
  pages: PageCounter,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://replay');
  const route = routeFor(url.pathname);
  // Probes carry no token, meet no faults and are not counted.
  if (route?.to === 'health') {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
    return;
  }
  const { book, truth } = context;
  const asked = askedOf(route, url, pages);
  const record = truth.asked(asked, request.method ?? '', url);
  response.once('close', () => {
    record.status ??= statusOf(response);
    truth.ended(record, response.writableFinished ? 'whole' : 'gone');
  });
  const hits = book.onRequest(asked);
  record.faults.push(...hits.map(({ id }) => id));
  await delayed(context, hits);
  const answer = await answerWith(context, hits, () => answerTo(context, route, url, request));
  if (answer === null) {
    record.ending = 'cut';
    return;
  }
  const delivery = deliveryOf(context, asked, record, hits, response);
  const closesItself = streamEnd(hits);
  if (answer === SILENT) record.ending = 'cut';
  truth.answered(record, 'open' in answer ? 200 : answer.code);
  send(response, closesItself === 0 ? endedAtOnce(answer) : answer, delivery);
  if ('open' in answer) keepOpen(context, asked, delivery, closesItself, response);
}

const statusOf = (response: ServerResponse): number | null =>
  response.headersSent ? response.statusCode : null;

function delayed(
  { clock }: ExchangeContext,
  hits: readonly Hit<RequestDeed>[],
): Promise<void> | null {
  const ms = hits.reduce((sum, { deed }) => sum + (deed.kind === 'delay' ? deed.ms : 0), 0);
  if (ms === 0) return null;
  return new Promise((resolve) => {
    clock.setTimeout(resolve, ms);
  });
}

/** The answer that a fault gives, or else the real one; `null`: none at all. */
function answerWith(
  { cluster }: ExchangeContext,
  hits: readonly Hit<RequestDeed>[],
  real: () => Promise<Answer>,
): Promise<Answer> | Answer | null {
  for (const { deed } of hits) {
    switch (deed.kind) {
      case 'status':
      case 'too-large-version':
      case 'expired-continue':
        return faultAnswer(
          deed,
          cluster.version(),
          tokenFor({ resourceVersion: -1, start: '' }, null),
        );
      case 'hang':
        return deed.at === 'headers' ? null : SILENT;
      case 'delay':
      case 'end':
      case 'trickle':
      case 'crlf':
      case 'bom':
        break;
    }
  }
  return real();
}

/** Headers, and then nothing. */
const SILENT: Answer = { type: 'application/json', open: () => () => {} };

/** A stream that is over as soon as it is open. */
function endedAtOnce(answer: Answer): Answer {
  if (!('open' in answer)) return answer;
  const open: typeof answer.open = (sink) => {
    sink.end();
    return () => {};
  };
  return { type: answer.type, open };
}

function streamEnd(hits: readonly Hit<RequestDeed>[]): number | null {
  const ends = hits.flatMap(({ deed }) => (deed.kind === 'end' ? [deed.afterMs] : []));
  return ends.length === 0 ? null : Math.min(...ends);
}

function deliveryOf(
  { book, truth }: ExchangeContext,
  asked: Asked,
  record: RequestRecord,
  hits: readonly Hit<RequestDeed>[],
  response: ServerResponse,
): Delivery {
  const deeds = hits.map(({ deed }) => deed);
  const trickle = deeds.find((deed) => deed.kind === 'trickle');
  const outlet = new Outlet(response, {
    trickleBytes: trickle === undefined ? null : (trickle.bytes ?? 1),
    crlf: deeds.some(({ kind }) => kind === 'crlf'),
    bom: deeds.some(({ kind }) => kind === 'bom'),
  });
  return new Delivery({ asked, book, truth, record, outlet });
}

/** What goes on can be struck, and may have been given its end. */
function keepOpen(
  { book, clock }: ExchangeContext,
  asked: Asked,
  delivery: Delivery,
  endAfterMs: number | null,
  response: ServerResponse,
): void {
  const over = book.opened({ asked, strike: (deed) => delivery.strike(deed) });
  const cancel =
    endAfterMs === null ? () => {} : clock.setTimeout(() => delivery.end(), endAfterMs);
  response.once('close', () => {
    over();
    cancel();
  });
}
