/** A probe in words and numbers. */
import type { ProbeSpec } from '../pod-spec.ts';
import { clipped, quoted } from './words.ts';

/** How long a start may take before the kill. */
export const budgetSeconds = ({
  initialDelaySeconds,
  periodSeconds,
  failureThreshold,
}: ProbeSpec): number => initialDelaySeconds + periodSeconds * failureThreshold;

/** `` `GET :8080/ready` every 10s, 3 failures ``. */
export function probeWords({
  asks,
  initialDelaySeconds,
  periodSeconds,
  failureThreshold,
}: ProbeSpec): string {
  const after = initialDelaySeconds === 0 ? '' : ` after ${initialDelaySeconds}s`;
  return `${quoted(asks)}${after} every ${periodSeconds}s, ${failureThreshold} failures`;
}

/** What a failed probe was answered: `Liveness probe failed: HTTP …`, `Readiness probe errored and resulted in unknown state: …`. */
export const probeAnswer = (message: string | null | undefined): string =>
  clipped(
    message?.replace(/^\w+ probe (?:failed|errored)(?: and resulted in \w+ state)?:\s*/, '') ?? '',
    160,
  );
