/** What was seen around the pod. Everything is optional: a field that is missing was not looked at, and the finding says so. */

export interface Surroundings {
  readonly services?: readonly ServiceSeen[];
  readonly jobs?: readonly JobSeen[];
}

export interface ServiceSeen {
  readonly namespace: string;
  readonly name: string;
  readonly ports: readonly number[];
  /** The name that an ExternalName Service stands for; missing for all others. */
  readonly externalName?: string;
  /** Endpoints that are ready, and that are not; missing: not looked at. */
  readonly endpoints?: { readonly ready: number; readonly notReady: number };
  /** The pods behind it. */
  readonly pods?: readonly PodBehind[];
}

export interface PodBehind {
  readonly name: string;
  /** As kubectl prints it. */
  readonly status: string;
  /** Why it is stuck; null when it is not. */
  readonly because: string | null;
}

export interface JobSeen {
  readonly namespace: string;
  readonly name: string;
  readonly state: 'active' | 'complete' | 'failed' | 'suspended';
}
