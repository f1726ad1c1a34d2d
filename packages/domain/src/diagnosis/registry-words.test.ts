import { describe, expect, it, test } from 'vitest';
import { app, init, status, waiting } from '../../test/build.ts';
import { event, first, found, placed, sentence, type ToldCase } from '../../test/case.ts';

/** A first container whose image does not come, as the API shows it a moment later. */
const pulling = (image: string, message: string, reason = 'ErrImagePull'): ToldCase => {
  const [prepare, web] = [{ ...init('prepare'), image }, app('web')];
  const base = placed({ containers: [prepare, web] });
  const statuses = [
    status(prepare, waiting(reason, message)),
    status(web, waiting('PodInitializing')),
  ];
  return { seen: [base, { ...base, statuses }], now: 30 };
};

const pulled = (image: string) =>
  `failed to pull and unpack image "${image}": failed to resolve reference "${image}": `;

describe('what registries, runtimes and the kubelet say', () => {
  test.each<[string, string, string, string]>([
    [
      'Docker Hub without an account',
      'docker.io/library/nginx:1.27',
      'failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/nginx/manifests/sha256:4290: 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
      'image-rate-limited',
    ],
    [
      'ECR without credentials',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1',
      'unexpected status from HEAD request to https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/app/manifests/1: 401 Unauthorized',
      'image-no-credentials',
    ],
    [
      'ECR and the role of the node',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1',
      'denied: User: arn:aws:sts::123456789012:assumed-role/node is not authorized to perform: ecr:BatchGetImage',
      'image-no-credentials',
    ],
    [
      'ECR without the repository',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1',
      "name unknown: The repository with name 'app' does not exist in the registry with id '123456789012'",
      'image-not-found',
    ],
    ['GHCR', 'ghcr.io/acme/x:1', 'denied: denied', 'image-no-credentials'],
    [
      'Artifact Registry',
      'europe-docker.pkg.dev/acme/x/y:1',
      'denied: Permission "artifactregistry.repositories.downloadArtifacts" denied on resource "projects/acme/locations/europe/repositories/x" (or it may not exist)',
      'image-no-credentials',
    ],
    [
      'CRI-O and what is private',
      'docker.io/acme/x:1',
      'initializing source docker://acme/x:1: reading manifest 1 in docker.io/acme/x: requested access to the resource is denied',
      'image-no-credentials',
    ],
    [
      'CRI-O and a tag that is not there',
      'docker.io/library/nginx:9.99',
      'reading manifest 9.99 in docker.io/library/nginx: manifest unknown',
      'image-not-found',
    ],
    [
      'CRI-O and another processor',
      'quay.io/acme/x:1',
      'choosing an image from manifest list docker://quay.io/acme/x:1: no image found in image index for architecture "arm64", variant "v8", OS "linux"',
      'image-wrong-architecture',
    ],
    [
      'another operating system',
      'mcr.microsoft.com/windows/nanoserver:1',
      'no matching manifest for windows/amd64 10.0.17763 in the manifest list entries',
      'image-wrong-architecture',
    ],
    [
      'CRI-O and a short name',
      'acme/x:1',
      'short-name "acme/x:1" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"',
      'image-bad-name',
    ],
    [
      'a registry without TLS',
      '10.0.0.5:5000/x:1',
      'failed to do request: Head "https://10.0.0.5:5000/v2/x/manifests/1": http: server gave HTTP response to HTTPS client',
      'image-registry-unreachable',
    ],
    [
      'a resolver that is not there yet',
      'reg.example/x:1',
      'failed to do request: Head "https://reg.example/v2/x/manifests/1": dial tcp: lookup reg.example: Temporary failure in name resolution',
      'image-registry-unreachable',
    ],
    [
      'a connection that is cut',
      'reg.example/x:1',
      'failed to do request: Head "https://reg.example/v2/x/manifests/1": read tcp 10.0.0.1:4030->10.0.0.9:443: read: connection reset by peer',
      'image-registry-unreachable',
    ],
    [
      'a request that takes too long',
      'reg.example/x:1',
      'Get "https://reg.example/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
      'image-registry-unreachable',
    ],
    ['the kubelet’s own limit', 'reg.example/x:1', 'pull QPS exceeded', 'image-rate-limited'],
    [
      'CRI-O and its policy',
      'quay.io/acme/x:1',
      'Source image rejected: A signature was required, but no signature exists',
      'image-signature',
    ],
    [
      'an image whose name speaks of signatures',
      'ghcr.io/sigstore/cosign:v2.4',
      `${pulled('ghcr.io/sigstore/cosign:v2.4')}ghcr.io/sigstore/cosign:v2.4: not found`,
      'image-not-found',
    ],
    [
      'a tag that reads like a status',
      'reg.example/build/web:429',
      `${pulled('reg.example/build/web:429')}reg.example/build/web:429: not found`,
      'image-not-found',
    ],
    [
      'a name that reads like a certificate',
      'reg.example/certificate-signature-denied:1',
      `${pulled('reg.example/certificate-signature-denied:1')}reg.example/certificate-signature-denied:1: not found`,
      'image-not-found',
    ],
    [
      'a full disk',
      'reg.example/x:1',
      'failed to extract layer sha256:4034: write /var/lib/containerd/x: no space left on device',
      'image-pull-failed',
    ],
  ])('%s', (_, image, message, code) => {
    expect(first(pulling(image, message))).toBe(`critical ${code} prepare`);
    const backOff = `Back-off pulling image "${image}": ErrImagePull: ${message}`;
    expect(first(pulling(image, backOff, 'ImagePullBackOff'))).toBe(`critical ${code} prepare`);
    // Before 1.29 a back-off tells nothing more; the event does.
    const told = pulling(image, `Back-off pulling image "${image}"`, 'ImagePullBackOff');
    const said = `Failed to pull image "${image}": ${message}`;
    const events = [
      event(10, 'Failed', said, 'prepare'),
      event(10, 'Failed', 'Error: ErrImagePull', 'prepare'),
    ];
    expect(first({ ...told, events })).toBe(`critical ${code} prepare`);
  });

  test.each<[string, string, string, string]>([
    ['never pulled', 'ErrImageNeverPull', 'image-never-pull', 'is not present with pull policy'],
    ['a bad name', 'InvalidImageName', 'image-bad-name', 'invalid reference format'],
    ['a signature', 'SignatureValidationFailed', 'image-signature', 'not found'],
    ['no registry', 'RegistryUnavailable', 'image-registry-unreachable', 'HTTP status 404'],
    ['the runtime cannot look', 'ImageInspectError', 'image-pull-failed', 'Failed to inspect'],
  ])('the reason decides: %s', (_, reason, code, message) => {
    expect(first(pulling('reg.example/x:1', message, reason))).toBe(`critical ${code} prepare`);
  });
});

it('a registry that answers is not said to be silent', () => {
  const trust = pulling('reg.example/x:1', 'tls: failed to verify certificate: x509: unknown CA');
  expect(sentence(trust)).toContain('shows a certificate that the node does not trust');
  expect(found(trust)[0]?.title).toBe(
    'The registry shows a certificate that the node does not trust: reg.example/x:1',
  );
});

it('the kubelet’s own limit is no registry’s', () => {
  expect(sentence(pulling('reg.example/x:1', 'pull QPS exceeded'))).toContain('registryPullQPS');
});

it('a volume that is an image is told from the container’s own image', () => {
  const told = pulling(
    'reg.example/app:1',
    'Back-off pulling image "reg.example/models:7": ErrImagePull: manifest unknown: manifest unknown',
    'ImagePullBackOff',
  );
  expect(first(told)).toBe('critical image-not-found prepare');
  expect(found(told)[0]?.subject).toBe('image reg.example/models:7');
  const tagless = pulling(
    'reg.example/app',
    'Back-off pulling image "reg.example/app:latest": ErrImagePull: manifest unknown',
    'ImagePullBackOff',
  );
  expect(found(tagless)[0]?.subject).toBe('image reg.example/app');
});
