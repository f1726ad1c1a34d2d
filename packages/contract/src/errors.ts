/** Failures as a stranger sees them: a code, a sentence, and what to do next. `docs/errors.md` lists the same. */

export const ERRORS = {
  CLUSTER_UNREACHABLE: {
    status: 503,
    sentence: 'The cluster does not answer.',
    next: 'Check the address and the network; Podline goes on trying.',
  },
  CLUSTER_FAILING: {
    status: 503,
    sentence: 'The cluster answers with an error.',
    next: 'See what it says; Podline goes on trying.',
  },
  CLUSTER_REFUSED_CREDENTIALS: {
    status: 503,
    sentence: 'The cluster rejects the credentials.',
    next: 'Log in again or renew the token; Podline reads the kubeconfig again at every try.',
  },
  CLUSTER_FORBIDDEN: {
    status: 503,
    sentence: 'The credentials may not list and watch pods.',
    next: 'Apply the ClusterRole of k8s/base, or name the namespaces you may read with --namespace.',
  },
  CLUSTER_MISCONFIGURED: {
    status: 503,
    sentence: 'The kubeconfig cannot be used as it is.',
    next: 'Mend the entry that the message names; Podline reads the file again at every try.',
  },
  POD_NOT_FOUND: {
    status: 404,
    sentence: 'No pod of that name or uid is known here.',
    next: 'Check the namespace; a pod from before Podline began to watch is not in its log.',
  },
  BAD_REQUEST: {
    status: 400,
    sentence: 'The request is not one that Podline understands.',
    next: 'See docs/api.md.',
  },
  FOREIGN_HOST: {
    status: 403,
    sentence: 'The Host or Origin of this request is not this server.',
    next: 'Open the address that Podline printed at its start.',
  },
  NOT_FOUND: {
    status: 404,
    sentence: 'There is nothing at this address.',
    next: 'Go to the start page.',
  },
  NOT_RECORDING: {
    status: 503,
    sentence: 'The database does not take writes, so nothing is being recorded.',
    next: 'Free disk space or mend the volume; see the log of the server.',
  },
  INTERNAL: {
    status: 500,
    sentence: 'Podline failed at this request.',
    next: 'See the log of the server.',
  },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** A failure on the wire. `detail` names the address, file or field it is about; never a credential. */
export interface Problem {
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly next: string;
  readonly detail: string | null;
}

export const problem = (code: ErrorCode, detail: string | null = null): Problem => ({
  code,
  sentence: ERRORS[code].sentence,
  next: ERRORS[code].next,
  detail,
});
