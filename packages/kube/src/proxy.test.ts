import { describe, expect, test } from 'vitest';
import { proxyFor, proxyOfEnvironment } from './proxy.ts';

const SERVER = 'https://api.test:6443';

describe('the proxy of the environment', () => {
  test.each<[string, string, Readonly<Record<string, string>>, string | null]>([
    ['none is named', SERVER, {}, null],
    ['for https', SERVER, { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128'],
    ['in lower case', SERVER, { https_proxy: 'http://p:3128' }, 'http://p:3128'],
    ['upper case first', SERVER, { https_proxy: 'http://q', HTTPS_PROXY: 'http://p' }, 'http://p'],
    ['an empty one is none', SERVER, { HTTPS_PROXY: '', https_proxy: 'http://q' }, 'http://q'],
    ['that of http is not for https', SERVER, { HTTP_PROXY: 'http://p' }, null],
    ['for http', 'http://api.test', { HTTP_PROXY: 'http://p' }, 'http://p'],
    ['that of https is not for http', 'http://api.test', { HTTPS_PROXY: 'http://p' }, null],
    ['ALL_PROXY is none of ours', SERVER, { ALL_PROXY: 'http://p' }, null],
    ['without a scheme', SERVER, { HTTPS_PROXY: 'p:3128' }, 'http://p:3128'],
    ['without scheme and port', SERVER, { HTTPS_PROXY: 'p' }, 'http://p'],
    ['NO_PROXY', SERVER, { HTTPS_PROXY: 'http://p', NO_PROXY: 'api.test' }, null],
    ['no_proxy', SERVER, { HTTPS_PROXY: 'http://p', no_proxy: '.test' }, null],
    ['never for this machine', 'https://127.0.0.1:6443', { HTTPS_PROXY: 'http://p' }, null],
  ])('%s', (_, server, env, shown) => {
    const proxy = proxyOfEnvironment(server, env);
    if (!proxy.ok) throw new Error(proxy.failure.sentence);
    expect(proxy.value?.shown ?? null).toBe(shown);
  });

  test('one that is none is a failure, not the straight way', () => {
    expect(proxyOfEnvironment(SERVER, { HTTPS_PROXY: 'ftp://u:s3cret@p' })).toMatchObject({
      failure: {
        code: 'misconfigured',
        sentence:
          'HTTPS_PROXY names a proxy of the kind ftp; Podline knows http, https and socks5.',
      },
    });
  });
});

describe('a proxy', () => {
  test.each([
    ['http://u:s3cret@p:3128', 'http://u:s3cret@p:3128', 'http://p:3128'],
    ['https://p/', 'https://p/', 'https://p'],
    ['socks5://u:s3cret@p:1080', 'socks5://u:s3cret@p:1080', 'socks5://p:1080'],
    ['socks5h://p:1080', 'socks5://p:1080', 'socks5://p:1080'],
  ])('%s', (value, href, shown) => {
    expect(proxyFor(SERVER, value, 'here')).toEqual({ ok: true, value: { href, shown } });
  });

  test.each([
    ['', SERVER, 'here is no URL of a proxy.'],
    ['no url at all', SERVER, 'here is no URL of a proxy.'],
    ['p:3128', SERVER, 'here is no URL of a proxy.'],
    [
      'socks4://p',
      SERVER,
      'here names a proxy of the kind socks4; Podline knows http, https and socks5.',
    ],
    [
      'http://u:100%-s3cret@p',
      SERVER,
      'here has a user or password in which a % stands for nothing; write it as %25.',
    ],
    [
      'socks5://u@p',
      SERVER,
      'here names a user without a password, which Podline cannot send to a socks5 proxy.',
    ],
    [
      'socks5://p',
      'https://[fd00::1]:6443',
      'here is a socks5 proxy, which Podline cannot ask for an IPv6 address; name the server by its host name.',
    ],
  ])('%j for %s is refused in one sentence', (value, server, sentence) => {
    expect(proxyFor(server, value, 'here')).toMatchObject({
      ok: false,
      failure: { code: 'misconfigured', sentence },
    });
  });
});
