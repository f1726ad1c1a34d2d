import { describe, expect, test } from 'vitest';
import { isReachedStraight } from './no-proxy.ts';

// The rows are those of golang.org/x/net/http/httpproxy, which client-go asks.
const NO_PROXY =
  'foobar.com, .barbaz.net, 192.168.1.1, 192.168.1.2:81, 192.168.1.3:80, 10.0.0.0/30, 2001:db8::52:0:1, [2001:db8::52:0:2]:443, [2001:db8::52:0:3]:80, 2002:db8:a::45/64, *.star.test:8443, ODD.Case';

describe('with rules, what is reached straight', () => {
  test.each([
    ['http://localhost', true],
    ['https://127.0.0.1:6443', true],
    ['https://127.8.8.8', true],
    ['https://[::1]:6443', true],
    ['https://[::2]', false],
    ['http://192.168.1.1', true],
    ['https://192.168.1.1:6443', true],
    ['http://192.168.1.2', false],
    ['http://192.168.1.2:81', true],
    ['http://192.168.1.3', true],
    ['https://192.168.1.3', false],
    ['http://192.168.1.4', false],
    ['https://10.0.0.2:6443', true],
    ['https://10.0.0.4:6443', false],
    ['https://[2001:db8::52:0:1]', true],
    ['https://[2001:db8:0:0:0:52:0:1]:6443', true],
    ['https://[2001:db8::52:0:2]', true],
    ['http://[2001:db8::52:0:2]', false],
    ['http://[2001:db8::52:0:3]', true],
    ['http://[2002:db8:a::123]', true],
    ['https://[fe80::424b:c8be:1643:a1b6]', false],
    ['https://www.barbaz.net', true],
    ['https://barbaz.net', false],
    ['https://foobar.com', true],
    ['https://www.foobar.com', true],
    ['https://foofoobar.com', false],
    ['https://baz.com', false],
    ['https://a.star.test:8443', true],
    ['https://a.star.test', false],
    ['https://star.test:8443', false],
    ['https://odd.case', true],
    ['https://127.0.0.1.evil.test', false],
  ])('%s: %s', (url, isStraight) => {
    expect(isReachedStraight(new URL(url), NO_PROXY)).toBe(isStraight);
  });
});

test.each([
  ['nothing', '', false],
  ['a star', '*', true],
  ['a star among others', 'none.invalid, *', true],
  ['blanks alone', ' , ,', false],
  ['what is no rule', ':80, 10.0.0.0/99, /8, [', false],
])('%s: %s', (_, noProxy, isStraight) => {
  expect(isReachedStraight(new URL('https://api.test'), noProxy)).toBe(isStraight);
});
