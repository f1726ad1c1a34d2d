import { describe, expect, it, test } from 'vitest';
import { app, init, sidecar, status, waiting } from '../../test/build.ts';
import { event, first, found, placed, sentence, specOf, type ToldCase } from '../../test/case.ts';

const [prepare, web] = [init('prepare'), app('web')];
const base = placed({ containers: [prepare, web] });

const waits = (reason: string, message: string, more: Partial<ToldCase> = {}): ToldCase => ({
  seen: [
    base,
    {
      ...base,
      statuses: [
        status(prepare, waiting(reason, message)),
        status(web, waiting('PodInitializing')),
      ],
    },
  ],
  now: 30,
  ...more,
});

describe('the image, in the words of registries', () => {
  test.each<[string, string, string]>([
    [
      'not found',
      'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/acme/x:1": failed to resolve reference "docker.io/acme/x:1": docker.io/acme/x:1: not found',
      'image-not-found',
    ],
    [
      'manifest unknown',
      'manifest for acme/x:1 not found: manifest unknown: manifest unknown',
      'image-not-found',
    ],
    [
      'Docker Hub hides what is private',
      'failed to resolve reference: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      'image-no-credentials',
    ],
    [
      '401',
      'failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token: 401 Unauthorized',
      'image-no-credentials',
    ],
    [
      'ECR',
      'failed to resolve reference: unexpected status from HEAD request to https://1.dkr.ecr.eu-west-1.amazonaws.com/v2/x/manifests/1: 403 Forbidden: no basic auth credentials',
      'image-no-credentials',
    ],
    [
      'limits',
      'failed to pull: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit',
      'image-rate-limited',
    ],
    [
      'refused',
      'failed to do request: Head "https://reg:5000/v2/x/manifests/1": dial tcp 10.0.0.1:5000: connect: connection refused',
      'image-registry-unreachable',
    ],
    [
      'no such registry',
      'failed to do request: Head "https://reg.example/v2/": dial tcp: lookup reg.example on 10.0.0.10:53: no such host',
      'image-registry-unreachable',
    ],
    [
      'a certificate',
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'image-registry-unreachable',
    ],
    [
      'another processor',
      'failed to pull and unpack image: no match for platform in manifest: not found',
      'image-wrong-architecture',
    ],
    [
      'a signature',
      'SignatureValidationFailed: A signature was required, but no signature exists',
      'image-signature',
    ],
    ['something else', 'failed to extract layer: no space left on device', 'image-pull-failed'],
  ])('%s', (_, message, code) => {
    expect(first(waits('ErrImagePull', message))).toBe(`critical ${code} prepare`);
    const quoted = `Back-off pulling image "x": ErrImagePull: ${message}`;
    expect(first(waits('ImagePullBackOff', quoted))).toBe(`critical ${code} prepare`);
  });

  it('the event tells what a back-off does not', () => {
    const events = [event(10, 'Failed', 'Failed to pull image "x": manifest unknown', 'prepare')];
    const told = waits('ImagePullBackOff', 'Back-off pulling image "x"', { events });
    expect(first(told)).toBe('critical image-not-found prepare');
  });

  it('names the Secrets that were given', () => {
    const told = waits('ErrImagePull', '401 Unauthorized');
    const withSecret = told.seen.map((it) =>
      'uid' in it ? { ...it, specFacts: specOf({}, { pullSecrets: ['regcred'] }) } : it,
    );
    expect(found({ ...told, seen: withSecret })[0]?.next).toContain(
      'kubectl -n shop get secret regcred',
    );
  });

  it('a slow pull is told by its event, and is no fault at first', () => {
    const creating = {
      ...base,
      statuses: [
        status(prepare, waiting('PodInitializing')),
        status(web, waiting('PodInitializing')),
      ],
    };
    const events = [event(5, 'Pulling', 'Pulling image "x"', 'prepare', { type: 'Normal' })];
    expect(first({ seen: [creating], events, now: 60 })).toBe('none');
    expect(first({ seen: [creating], events, now: 200 })).toBe('info image-slow prepare');
    expect(first({ seen: [creating], events, now: 900 })).toBe('warning image-slow prepare');
  });
});

describe('configuration', () => {
  test.each<[string, string, string, string, string]>([
    [
      'a ConfigMap',
      'CreateContainerConfigError',
      'configmap "app-config" not found',
      'config-missing',
      'ConfigMap shop/app-config',
    ],
    [
      'a Secret',
      'CreateContainerConfigError',
      'secret "db" not found',
      'config-missing',
      'Secret shop/db',
    ],
    [
      'a key',
      'CreateContainerConfigError',
      "couldn't find key url in ConfigMap shop/app-config",
      'config-missing',
      'ConfigMap shop/app-config key url',
    ],
    [
      'a Secret’s key',
      'CreateContainerConfigError',
      "couldn't find key kek-id in Secret payments/vault",
      'config-missing',
      'Secret payments/vault key kek-id',
    ],
    [
      'root',
      'CreateContainerConfigError',
      'container has runAsNonRoot and image will run as root (pod: "web-0", container: prepare)',
      'run-as-non-root',
      '',
    ],
    [
      'a user without a number',
      'CreateContainerConfigError',
      'container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root',
      'run-as-non-root',
      '',
    ],
    [
      'a sub path',
      'CreateContainerConfigError',
      'failed to prepare subPath for volumeMount "x" of container "prepare"',
      'config-invalid',
      '',
    ],
    [
      'the runtime',
      'CreateContainerError',
      'failed to generate spec: failed to apply OCI options: no command specified',
      'config-invalid',
      '',
    ],
    [
      'devices',
      'PreCreateHookError',
      'Allocate failed due to requested number of devices unavailable',
      'config-invalid',
      '',
    ],
  ])('%s', (_, reason, message, code, subject) => {
    expect(first(waits(reason, message))).toBe(`critical ${code} prepare`);
    expect(found(waits(reason, message))[0]?.subject ?? '').toBe(subject);
  });

  it('never prints a value of a Secret', () => {
    const next =
      found(waits('CreateContainerConfigError', "couldn't find key k in Secret shop/s"))[0]?.next ??
      [];
    expect(next.join()).not.toMatch(/-o (?:yaml|json)/);
  });
});

describe('the postStart hook', () => {
  const proxy = { ...sidecar('proxy'), hasPostStart: true };
  const creating = placed({
    containers: [proxy, web],
    statuses: [status(proxy, waiting('PodInitializing')), status(web, waiting('PodInitializing'))],
  });
  it('that does not end holds up the rest, though the API says that the container waits', () => {
    const events = [event(2, 'Started', 'Container started', 'proxy', { type: 'Normal' })];
    expect(first({ seen: [creating], events, now: 20 })).toBe('info post-start-endless proxy');
    const told = { seen: [creating], events, now: 200 };
    expect(first(told)).toBe('critical post-start-endless proxy');
    expect(sentence(told)).toContain('web waits for it.');
  });
});
