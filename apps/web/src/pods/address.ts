/** Addresses of pods. A pod is its uid; the name is there for people. */

/** Without a uid it means the newest pod of that name. */
export const podPath = (pod: {
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
}): string => `/pods/${pod.namespace}/${pod.name}${pod.uid === undefined ? '' : `/${pod.uid}`}`;
