/** Why an image cannot be pulled, in the words of registries, runtimes and the kubelet. */
import type { FindingCode } from './codes.ts';
import { clipped } from './words.ts';

export type ImageCode = Extract<FindingCode, `image-${string}`>;

/** Reasons that say it all. */
const BY_REASON = new Map<string, ImageCode>([
  ['ErrImageNeverPull', 'image-never-pull'],
  ['InvalidImageName', 'image-bad-name'],
  ['SignatureValidationFailed', 'image-signature'],
  ['RegistryUnavailable', 'image-registry-unreachable'],
]);

/** What registries and runtimes say (containerd, CRI-O, Docker Hub, ECR, GCR, Harbor, Quay); the first that fits. */
const SIGNS: readonly (readonly [ImageCode, RegExp])[] = [
  ['image-rate-limited', /toomanyrequests|too many requests|rate limit|pull QPS exceeded|\b429\b/i],
  [
    'image-signature',
    /SignatureValidationFailed|signature (?:was|is|validation|verification)|(?:validat|verif)\w+ signature|no signature|policy verification|rejected by policy/i,
  ],
  [
    'image-wrong-architecture',
    /no match(?:ing manifest)? for|no image found in (?:image index|manifest list)|cannot be used on this platform/i,
  ],
  ['image-bad-name', /short[- ]name|invalid reference format|couldn't parse image name/i],
  [
    'image-no-credentials',
    /unauthorized|authentication required|no basic auth|authorization failed|not authorized to perform|\b401\b|\b403\b|forbidden|(?:access|permission) .*denied\b.*(?:resource|repository|authorization)|access (?:to .*)?(?:is )?denied|insufficient_scope|denied: |docker-credential-/i,
  ],
  [
    'image-registry-unreachable',
    /connection (?:refused|reset|timed out)|no such host|name resolution|tim(?:eout|ed out)|deadline exceeded|TLS handshake|x509|certificate|HTTP response to HTTPS client|proxyconnect|request canceled|network is unreachable|no route to host|server misbehaving|\b50[0234]\b|\bEOF\b/i,
  ],
  [
    'image-not-found',
    /not found|(?:manifest|name)[ _]unknown|\b404\b|(?:repository|image) .*does not exist/i,
  ],
];

/** By the reason, else by what is said; `image-pull-failed` where neither tells. */
export function imageCodeOf(reason: string, message: string, image: string): ImageCode {
  const said = withoutNames(message, image);
  return (
    BY_REASON.get(reason) ?? SIGNS.find(([, sign]) => sign.test(said))?.[0] ?? 'image-pull-failed'
  );
}

/** An image may well be called `cosign`, and its tag or digest contain 429: names are no words. */
function withoutNames(message: string, image: string): string {
  const path = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const rest = path.split('/').slice(1).join('/');
  return [image, path, rest]
    .filter((name) => name.length > 2)
    .reduce((text, name) => text.replaceAll(name, '*'), message)
    .replace(/https?:\/\/[^\s"]+/g, '*')
    .replace(/(?:pull|unpack|reference|image) "[^"\s]*"/g, '*')
    .replace(/\*:[\w.-]+|sha256:[0-9a-f]+/g, '*');
}

/** The registry answers, or refuses, in a way that is no silence. */
export function unreachableWords(message: string): string {
  if (/HTTP response to HTTPS client/.test(message))
    return 'answers in plain HTTP, where the node asks by HTTPS';
  return /x509|failed to verify certificate/.test(message)
    ? 'shows a certificate that the node does not trust'
    : 'does not answer';
}

/** The kubelet has a limit of its own (registryPullQPS). */
export const isKubeletsLimit = (message: string): boolean => message.includes('pull QPS exceeded');

/** The runtime wraps the cause: what is said last is what the registry or the network said. */
export function lastWords(message: string): string {
  const parts = message.replace(/\s+/g, ' ').split(/: (?=\S)/);
  const dial = parts.findIndex((part) => part.startsWith('dial tcp'));
  const kept = dial === -1 ? parts.slice(-2) : parts.slice(dial);
  return clipped(kept.join(': '), 160);
}

/** `docker.io` where the name has none. */
export function registryOf(image: string): string {
  const first = image.split('/')[0] ?? '';
  return image.includes('/') && /[.:]|^localhost$/.test(first) ? first : 'docker.io';
}
