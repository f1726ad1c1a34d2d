/**
 * Image pulls, as the kubelet's Events tell them: `Pulling`, then `Pulled` with how long the transfer and the queue before it took.
 * Events are colour, not history: the kubelet drops them after 25 a pod. A pull that no event tells of is not known.
 */
import { parseGoDuration } from './back-off.ts';
import { type DurationMs, type Millis, millis } from './time.ts';

/** What is needed of a Kubernetes Event. */
export interface KubeletEvent {
  /** When it happened last. */
  readonly at: Millis;
  readonly reason: string;
  readonly message: string | null;
  /** Null when it is about the whole pod. */
  readonly container: string | null;
}

export interface ImagePull {
  readonly container: string;
  readonly from: Millis;
  /** Null: not over. */
  readonly to: Millis | null;
  /** The transfer alone; null while it is not over or not told. */
  readonly transferMs: DurationMs | null;
  /** With the time in the kubelet's queue; null where not told (kubelets before 1.28). */
  readonly totalMs: DurationMs | null;
}

/** Pulls in order of their beginning. `events` in order of time. An image that was there already is no pull. */
export function imagePulls(events: readonly KubeletEvent[]): readonly ImagePull[] {
  const pulls: ImagePull[] = [];
  const began = new Map<string, Millis>();
  for (const { reason, container, at, message } of events) {
    if (container === null) continue;
    if (reason === 'Pulling') began.set(container, at);
    if (reason !== 'Pulled' && reason !== 'Failed') continue;
    const pull =
      reason === 'Pulled' ? overPull(container, began.get(container), at, message) : null;
    if (pull !== null) pulls.push(pull);
    began.delete(container);
  }
  const open = Array.from(
    began,
    ([container, from]): ImagePull => ({
      container,
      from,
      to: null,
      transferMs: null,
      totalMs: null,
    }),
  );
  return [...pulls, ...open].sort((a, b) => a.from - b.from);
}

/** A pull that is over; where its begin was not told, it follows from how long it took. */
function overPull(
  container: string,
  from: Millis | undefined,
  to: Millis,
  message: string | null,
): ImagePull | null {
  const times = pullTimes(message);
  if (times === null) return null;
  const took = times.totalMs ?? times.transferMs;
  const begin = from ?? (took === null ? null : millis(to - took));
  return begin === null ? null : { container, from: begin, to, ...times };
}

/** `Successfully pulled image "x" in 3.2s (5.1s including waiting). Image size: …`; null when it tells of no pull. */
function pullTimes(message: string | null): Pick<ImagePull, 'transferMs' | 'totalMs'> | null {
  const match = /^Successfully pulled image .* in (\S+?)(?: \((\S+) including waiting\).*)?$/s.exec(
    message ?? '',
  );
  if (match === null) return null;
  return {
    transferMs: parseGoDuration(match[1] ?? ''),
    totalMs: match[2] === undefined ? null : parseGoDuration(match[2]),
  };
}
