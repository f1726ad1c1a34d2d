/** Which pod a key is about: that of the page, else that of the row which has the focus. */

export interface PodAddress {
  readonly namespace: string;
  readonly name: string;
}

/** Of an address such as `/pods/shop/web-1/<uid>`; null when it is another. */
export function podOfPath(path: string): PodAddress | null {
  const [, namespace, name] = /^\/pods\/([^/]+)\/([^/]+)(?:\/[^/]*)?$/.exec(path) ?? [];
  return namespace === undefined || name === undefined
    ? null
    : { namespace: decodeURIComponent(namespace), name: decodeURIComponent(name) };
}

/** Null when there is none. */
export function currentPod(path: string, focused: Element | null): PodAddress | null {
  const link = focused?.closest('tr')?.querySelector('a[href^="/pods/"]');
  return podOfPath(path) ?? (link instanceof HTMLAnchorElement ? podOfPath(link.pathname) : null);
}
