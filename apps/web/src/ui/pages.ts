/** The pages that the frame leads to. */

export interface Page {
  readonly path: string;
  readonly title: string;
  /** Paths under which it is the page one is on. */
  readonly under: RegExp;
}

export const PAGES: readonly Page[] = [
  { path: '/', title: 'Now', under: /^\/$/ },
  { path: '/pods', title: 'Pods', under: /^\/pods(\/.*)?$/ },
  { path: '/workloads', title: 'Workloads', under: /^\/workloads(\/.*)?$/ },
];
