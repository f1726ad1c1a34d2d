/** Commands to copy. A name that a shell would read otherwise is quoted. */
import type { PodSnapshot } from '../pod-snapshot.ts';

const word = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

type Pod = Pick<PodSnapshot, 'namespace' | 'name'>;

export const kubectl = (namespace: string | null, ...words: readonly string[]): string =>
  ['kubectl', ...(namespace === null ? [] : ['-n', namespace]), ...words].map(word).join(' ');

export const describePod = ({ namespace, name }: Pod): string =>
  kubectl(namespace, 'describe', 'pod', name);

export const logsOfContainer = (
  { namespace, name }: Pod,
  container: string,
  previous = false,
): string => kubectl(namespace, 'logs', name, '-c', container, ...(previous ? ['--previous'] : []));

export const eventsOfPod = ({ namespace, name }: Pod): string =>
  kubectl(namespace, 'events', '--for', `pod/${name}`);

export const execIn = ({ namespace, name }: Pod, container: string, ...command: string[]): string =>
  kubectl(namespace, 'exec', '-it', name, '-c', container, '--', ...command);

export const get = (
  namespace: string | null,
  kind: string,
  name: string,
  ...more: string[]
): string => kubectl(namespace, 'get', kind, name, ...more);

/** A shell beside a container whose image has none, or that does not run. */
export const debugPod = ({ namespace, name }: Pod, container: string): string =>
  kubectl(namespace, 'debug', name, '-it', '--image=busybox', `--target=${container}`);
