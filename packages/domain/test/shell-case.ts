/** A script of an init container, and what it waits for in a few words. */
import { awaitedBy } from '../src/diagnosis/awaited.ts';
import type { Variables } from '../src/diagnosis/shell-variables.ts';
import type { Awaited } from '../src/diagnosis/target.ts';

export const sh = (script: string, env: Variables = {}) =>
  awaitedBy({ image: 'busybox', command: ['sh', '-c', script], args: [], env });

/** `nc db:5432`, `test /shared/ready once`; of an object what must become of it. */
export function words(it: Awaited): string {
  const how = it.loops ? '' : ' once';
  switch (it.kind) {
    case 'host':
      return `${it.by} ${it.host}${it.port === null ? '' : `:${it.port}`}${how}`;
    case 'object':
      return `${it.by} ${it.object}/${it.name} in ${it.namespace} until ${it.until}${how}`;
    case 'file':
      return `${it.by} ${it.path}${how}`;
  }
}
