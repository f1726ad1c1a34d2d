/** What is usual, as a diagnosis asks for it: one answer a container. */
import type { PodStart, UsualStage } from '../usual.ts';
import type { Usual } from './pod-case.ts';

/**
 * By container: an init until it completed, a native sidecar until it had started up, any other from its start to its readiness.
 * `starts`, newest first, also tell in which revision each last did so; a container that never did is missing.
 */
export function usualByContainer(
  usual: readonly UsualStage[],
  starts: readonly PodStart[],
): Readonly<Record<string, Usual>> {
  const found: Record<string, Usual> = Object.create(null);
  for (const { container, stage, p50Ms, p95Ms, starts: count } of usual) {
    if (container === null || stage === 'pull') continue;
    // The readiness of a native sidecar comes after its start-up, and says less.
    if (stage === 'readiness' && found[container] !== undefined) continue;
    const newest = starts.find(({ facts }) =>
      facts.some((f) => f.container === container && f.stage === stage && f.end === 'finished'),
    );
    found[container] = { p50Ms, p95Ms, starts: count, succeededIn: newest?.revision ?? null };
  }
  return found;
}
