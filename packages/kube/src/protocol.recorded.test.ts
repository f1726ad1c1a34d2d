import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { millis } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { list, record, text, wholeNumber } from './api-json.ts';
import { failureOfStatus } from './errors.ts';
import { watchLine } from './watch.ts';

const FOLDER = join(import.meta.dirname, '../../../recordings/_protocol');

interface Exchange {
  readonly path: string;
  readonly accept: string | null;
  readonly status: number;
  readonly body: string;
  readonly lines: readonly string[];
}

/** What was really asked and answered; exchanges without an answer are left out. */
const exchanges: readonly Exchange[] = readdirSync(FOLDER).flatMap((file) => {
  const trace = record(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));
  return list(trace['exchanges']).flatMap((entry) => {
    const request = record(record(entry)['request']);
    const response = record(record(entry)['response']);
    const status = wholeNumber(response['status']);
    if (status === null) return [];
    const lines = list(response['lines']).map((line) => text(record(line)['line']) ?? '');
    const body = text(response['body']) ?? lines.join('\n');
    const accept = text(record(request['headers'])['Accept']);
    return [{ path: text(request['path']) ?? '', accept, status, body, lines }];
  });
});

const CODES: Readonly<Record<number, string>> = {
  400: 'rejected',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  406: 'rejected',
  410: 'expired',
  422: 'rejected',
  429: 'throttled',
  500: 'server-error',
  504: 'server-error',
};

const refusals = exchanges.filter((exchange) => exchange.status >= 300);

describe('what a real API server refuses', () => {
  test('was recorded in many ways', () => {
    const statuses = new Set(refusals.map((exchange) => exchange.status));
    expect([...statuses]).toEqual(expect.arrayContaining([400, 401, 403, 404, 410, 429, 504]));
  });

  test.each(refusals)('$status $path is a failure with its words', ({ path, status, body }) => {
    const failure = failureOfStatus({
      status,
      body,
      retryAfter: null,
      tried: `GET ${path}`,
      now: millis(0),
    });
    expect(failure.code).toBe(CODES[status]);
    expect(failure.sentence).toMatch(/\(\d+\): ./);
  });
});

test('F6: a version ahead of the server is told from other failures, by the words of a real one', () => {
  const isBehind = (exchange: Exchange): boolean => {
    const { status, body, path } = exchange;
    const answer = { status, body, retryAfter: null, tried: path, now: millis(0) };
    const failure = failureOfStatus(answer);
    return failure.code === 'server-error' && failure.isBehind === true;
  };
  const ahead = refusals.filter(({ body }) => body.includes('Too large resource version'));
  expect(ahead.length).toBeGreaterThan(1);
  expect(refusals.filter(isBehind)).toEqual(ahead);
});

describe('what a real API server says in a watch', () => {
  const watched = exchanges.filter(
    (exchange) =>
      exchange.status === 200 &&
      exchange.path.includes('watch=') &&
      exchange.accept === 'application/json',
  );

  test('is an object, a bookmark or an expired version, each line of it', () => {
    const kinds = new Map<string, number>();
    for (const { lines, path } of watched)
      for (const line of lines) {
        const read = watchLine(line, `GET ${path}`);
        const kind = read.kind === 'failed' ? read.failure.code : read.kind;
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
    expect([...kinds.keys()].sort()).toEqual(['bookmark', 'expired', 'object']);
  });

  test('ends the initial events with a mark, where they were asked for with bookmarks', () => {
    const marked = watched.filter(({ lines, path }) =>
      lines.some((line) => {
        const read = watchLine(line, path);
        return read.kind === 'bookmark' && read.endsInitialEvents;
      }),
    );
    const paths = marked.map(({ path }) => path);
    expect(paths).toContainEqual(expect.stringContaining('sendInitialEvents=true'));
    expect(paths.every((path) => path.includes('allowWatchBookmarks'))).toBe(true);
  });
});
