import { describe, expect, test } from 'vitest';
import { countedIn, isTelling, shapeOf } from './failure-shape.ts';

const POD = 'web-7d4b9c6f5d-x2k4p';

describe('the shape of a line', () => {
  test.each<[string, string, string]>([
    ['numbers', 'after 3 tries, 1.5 s, 1,234 rows', 'after <n> tries, <n> s, <n> rows'],
    ['how long it took', 'took 12.5ms of 1h30m', 'took <time> of <time>'],
    ['numbers with their unit', 'took 12Mi of 30Gi', 'took <n>Mi of <n>Gi'],
    ['numbers at a word', 'node12 v1.2.3', 'node<n> v<n>'],
    ['addresses', 'dial tcp 10.0.0.7:5432: refused', 'dial tcp <ip>: refused'],
    ['a network', 'route 10.0.0.0/16 is there', 'route <ip> is there'],
    ['an address of six', 'dial tcp [fd00::1:2]:5432: refused', 'dial tcp <ip>: refused'],
    ['the shortest one', 'connect to ::1 failed', 'connect to <ip> failed'],
    ['one without brackets', 'to fd00::1:2: refused', 'to <ip>: refused'],
    ['names of modules stay', 'std::fmt::Error: bad', 'std::fmt::Error: bad'],
    ['a UUID', 'order 3f2b8c1e-0d4a-4b6e-9f00-0a1b2c3d4e5f lost', 'order <id> lost'],
    ['a pointer', 'panic at 0x7FFe12ab', 'panic at <id>'],
    ['a commit', 'at a1b2c3d of main', 'at <id> of main'],
    ['a word that could be hexadecimal stays', 'a decade facade', 'a decade facade'],
    ['a random id in quotes', `token "xK9q2ZpL" expired`, `token "<id>" expired`],
    ['a name in quotes stays', 'relation "orders" is missing', 'relation "orders" is missing'],
    ['but for its figures', 'relation "orders_2026_11"', 'relation "orders_<n>_<n>"'],
    ['an RFC 3339 time', '2026-11-22T03:12:45.123Z ERROR x', '<time> ERROR x'],
    ['one with a zone', '2026-11-22 03:12:45,123 +01:00 ERROR x', '<time> ERROR x'],
    ['one of Go', '2026/11/22 03:12:45 x', '<time> x'],
    ['one of syslog', 'Nov 22 03:12:45 host x', '<time> host x'],
    ['one of nginx', '[22/Nov/2026:03:12:45 +0000] x', '[<time>] x'],
    ['one of a mail', 'Sun, 22 Nov 2026 03:12:45 GMT: x', '<time>: x'],
    ['one of klog', 'E1122 03:12:45.123456 1 main.go:12] x', 'E<n> <time> <n> main.go:<n>] x'],
    ['a time of day', 'at 03:12 x', 'at <time> x'],
    ['a word that begins like a month stays', 'Marked May be', 'Marked May be'],
    ['its own pod', `pod ${POD} failed`, 'pod <pod> failed'],
    ['another pod of a Deployment', 'pod api-5c9f8d7b6c-bcdfg is not', 'pod api-<pod> is not'],
    ['a pod of a DaemonSet or a Job', 'pod agent-x2k4p is not', 'pod agent-<pod> is not'],
    ['a word that could be a suffix stays', 'grpc-https is not', 'grpc-https is not'],
    ['white space is one space', '  a \t b ', 'a b'],
    ['what was masked stays masked', 'postgres://app:•••@db', 'postgres://app:•••@db'],
  ])('%s', (_, line, expected) => {
    expect(shapeOf(line, POD)).toBe(expected);
  });

  test('the own name is not looked for where it is a plain word, nor within another name', () => {
    expect(shapeOf('shop is closed', 'shop')).toBe('shop is closed');
    expect(shapeOf('db-a and db-ab', 'db-a')).toBe('<pod> and db-ab');
    expect(shapeOf('a.b-c and axb-c', 'a.b-c')).toBe('<pod> and axb-c');
  });

  test('a hostile line costs no more than its length', () => {
    for (const part of ['a1', '1.', 'a:', ':', '1:', '-', 'f', 'Mon, ', '0-', 'bcdfg-', ' '])
      expect(shapeOf(part.repeat(2000 / part.length), POD).length).toBeLessThanOrEqual(4000);
  });
});

test('what counts does not tell one kind of place from another, nor how many stand together', () => {
  const counted = (line: string): string => countedIn(shapeOf(line, POD));
  expect(counted('request 12345678 lost')).toBe(counted('request a1b2c3d4 lost'));
  expect(counted('port 80, 443 taken')).toBe(counted('port 8080 taken'));
  expect(counted('port 80 taken')).not.toBe(counted('port taken'));
});

test.each<[string, boolean]>([
  ['dial tcp <ip>: connection refused', true],
  ['Error: Verbindung wurde abgelehnt', true],
  ['Error: <n>', false],
  ['exit status <n>', false],
  ['ERROR', false],
])('%s tells enough of itself: %s', (shape, expected) => {
  expect(isTelling(shape)).toBe(expected);
});
