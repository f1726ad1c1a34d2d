/** What was seen around the pod. Everything is optional: a field that is missing was not looked at, and the finding says so. */
import type { Millis } from '../time.ts';
import type { Target } from './target.ts';

export interface Surroundings {
  /** At least those that the pod's targets may mean, and those that are called nearly so. */
  readonly services?: readonly ServiceSeen[];
  readonly jobs?: readonly JobSeen[];
  /** Where something was not looked at though it was elsewhere, or why it was looked at nowhere. */
  readonly unseen?: readonly Unseen[];
}

export interface Unseen {
  readonly kind: 'services' | 'endpoints' | 'jobs';
  readonly namespace: string;
  /** A clause that follows "because": `Podline may not list Services there`. */
  readonly because: string;
}

export interface ServiceSeen {
  readonly namespace: string;
  readonly name: string;
  readonly ports: readonly number[];
  /** Null or missing: not told. */
  readonly createdAt?: Millis | null;
  /** The name that an ExternalName Service stands for; missing for all others. */
  readonly externalName?: string;
  /** Its name stands for its ready endpoints one by one, and for nothing without any. */
  readonly isHeadless?: boolean;
  /** Its endpoints are told of before they are ready (`publishNotReadyAddresses`). */
  readonly publishesNotReady?: boolean;
  /** Whether it chooses pods by their labels; where not, somebody else writes its endpoints. */
  readonly hasSelector?: boolean;
  /** Endpoints that are ready, and that are not; missing: not looked at. */
  readonly endpoints?: { readonly ready: number; readonly notReady: number };
  /** Of its ports those that no endpoint has, because no container names such a port. */
  readonly deadPorts?: readonly number[];
  /** The pods behind it, those that are stuck first. */
  readonly pods?: readonly PodBehind[];
}

export interface PodBehind {
  readonly name: string;
  /** As kubectl prints it. */
  readonly status: string;
  /** Why it is stuck; null when it is not. */
  readonly because: string | null;
  readonly isReady?: boolean;
  /** What it is stuck at by its own spec: the next link of the chain. */
  readonly waits?: { readonly container: string; readonly target: Target };
}

export interface JobSeen {
  readonly namespace: string;
  readonly name: string;
  readonly state: 'active' | 'complete' | 'failed' | 'suspended';
  /** The API's word for why it failed; null or missing where there is none. */
  readonly reason?: string | null;
  /** Its pods, those that are stuck first. */
  readonly pods?: readonly PodBehind[];
}
