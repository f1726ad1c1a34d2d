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
  CLUSTER_THROTTLES: {
    status: 503,
    sentence: 'The cluster asks to slow down.',
    next: 'Nothing to do: Podline waits as long as it was told and goes on; see what else asks much of the API server.',
  },
  CLUSTER_SILENT: {
    status: 503,
    sentence: 'The cluster has fallen silent.',
    next: 'The connection may be dead; Podline opens a new one when it has waited long enough.',
  },
  LOGIN_HELPER_FAILED: {
    status: 503,
    sentence: 'The log-in program of the kubeconfig fails.',
    next: 'Run the command that the message names by hand; Podline runs it again at every try.',
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
  WORKLOAD_NOT_FOUND: {
    status: 404,
    sentence: 'No pod of such a workload is known here.',
    next: 'Check namespace and kind; a CronJob has no pods of its own: look for its Jobs.',
  },
  LOG_NOT_KEPT: {
    status: 404,
    sentence: 'Nothing of the log of that attempt is kept.',
    next: 'Logs are kept of attempts that end badly while Podline watches, see --logs; the oldest go for want of room.',
  },
  FAILURE_NOT_KEPT: {
    status: 404,
    sentence: 'No attempt that failed like this is kept.',
    next: 'It went with its pod, or for want of room; or you may not read the logs where it is.',
  },
  LOGS_NOT_ALLOWED: {
    status: 403,
    sentence: 'You may not read logs in this namespace.',
    next: 'Ask for the right to get pods/log there.',
  },
  POD_GONE: {
    status: 404,
    sentence: 'The pod is gone from the cluster, and its logs and its spec with it.',
    next: 'What its containers did, and what their failed attempts wrote last, is kept on its page.',
  },
  POD_REPLACED: {
    status: 409,
    sentence: 'Another pod has taken the name, so this one can be asked for nothing any more.',
    next: 'Open the pod that has the name now.',
  },
  POD_UNREADABLE: {
    status: 403,
    sentence: 'The credentials of Podline may not read this of the pod.',
    next: 'Grant get of pods and of pods/log, as the ClusterRole of k8s/base does.',
  },
  LOGS_BUSY: {
    status: 429,
    sentence: 'As many logs are being read as Podline reads at once.',
    next: 'Close a page that shows logs, or choose fewer containers; then try again.',
  },
  NO_POD_THEN: {
    status: 404,
    sentence: 'This pod was not there at that moment.',
    next: 'Choose a later moment, or go back to now.',
  },
  MOMENT_NOT_KEPT: {
    status: 400,
    sentence: 'Nothing is kept of that moment.',
    next: 'Choose a moment within what is kept, or keep more: see docs/configuration.md.',
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
  DATABASE_UNUSABLE: {
    status: 503,
    sentence: 'The database cannot be used, so Podline does not watch.',
    next: 'Restore a backup or name another file with --db, then start again; the file is left as it is.',
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
