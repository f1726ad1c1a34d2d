/** What people are told when Podline may not read logs. */
import type { Millis } from '@podline/domain';
import type { WatchHealth } from '../watch-health.ts';

export function tellForbidden(
  health: Pick<WatchHealth, 'notice'>,
  namespace: string,
  at: Millis,
): void {
  const sentence = `Podline may not read logs in the namespace ${namespace}: grant it get on pods/log, as k8s/base does, or start it with --logs off.`;
  health.notice('LOGS_FORBIDDEN', { sentence, namespace }, at);
}
