/** The namespace is being deleted: nothing can be created in it, and what is there goes. */
import { byEvents } from '../evidence.ts';
import { kubectl } from '../kubectl.ts';
import { finding, type Rule } from '../rule.ts';
import { quoted } from '../words.ts';

export const namespaceTerminating: Rule = (c) => {
  const told = c.events.filter(({ message }) =>
    /because it is being terminated|namespace \S+ is being terminated/.test(message ?? ''),
  );
  const newest = told.at(-1);
  if (newest === undefined || c.timeline.until !== null) return [];
  const { namespace } = c.pod;
  return [
    finding(c, 'namespace-terminating', {
      severity: 'warning',
      since: told[0]?.at ?? null,
      subject: `namespace ${namespace}`,
      title: `The namespace ${namespace} is being deleted`,
      sentence: `The namespace ${quoted(namespace)} is being deleted, so nothing can be created in it any more, and this pod goes with it.`,
      evidence: byEvents(told),
      next: [kubectl(null, 'get', 'namespace', namespace, '-o', 'jsonpath={.status.conditions}')],
    }),
  ];
};
