/** What a viewer is told of the cluster behind the page, by the rows of the fault catalogue (docs/reliability.md). */
import { problem } from '@podline/contract';
import { expect, test } from 'vitest';
import {
  cluster,
  failing,
  notice,
  type Row,
  SHOWN_THEN,
  stale,
  THEN,
  told,
} from './testing/trust.ts';

const ROWS: readonly Row[] = [
  ['F1: all is well, and nothing is said', {}, 'good live', []],
  [
    'F2: a watch that ends at once, for ever, is stale since then, and tried again',
    stale('CLUSTER_UNREACHABLE', 'https://10.0.0.1:6443 ends every watch at once.'),
    'bad stale since 14:02:00 · no answer',
    [
      `error: The cluster does not answer. ${SHOWN_THEN} Check the address and the network; Podline goes on trying. [https://10.0.0.1:6443 ends every watch at once.]`,
    ],
  ],
  [
    'F3: an expired version is resyncing, with what it is about',
    cluster({ watch: { state: 'resyncing', since: THEN } }),
    'wait resyncing',
    [
      'note: Resyncing: the cluster no longer had what happened since 14:02:00. Its pods are being listed anew; until then they are shown as they were.',
    ],
  ],
  [
    'F7: an error in the stream that lasts is stale',
    stale('CLUSTER_FAILING', 'etcdserver: request timed out'),
    'bad stale since 14:02:00 · cluster API failing',
    [
      `error: The cluster answers with an error. ${SHOWN_THEN} See what it says; Podline goes on trying. [etcdserver: request timed out]`,
    ],
  ],
  [
    'F8: lists that fail before there was anything are no stale page, but no connection',
    cluster({
      watch: { state: 'connecting', problem: problem('CLUSTER_FAILING'), listed: null },
    }),
    'bad not connected · cluster API failing',
    ['error: The cluster answers with an error. See what it says; Podline goes on trying.'],
  ],
  [
    'F9: a cluster that throttles is waited for',
    stale('CLUSTER_THROTTLES'),
    'bad stale since 14:02:00 · throttled by the cluster',
    [
      `error: The cluster asks to slow down. ${SHOWN_THEN} Nothing to do: Podline waits as long as it was told and goes on; see what else asks much of the API server.`,
    ],
  ],
  [
    'F10: rejected credentials',
    stale('CLUSTER_REFUSED_CREDENTIALS'),
    'bad stale since 14:02:00 · credentials rejected',
    [
      `error: The cluster rejects the credentials. ${SHOWN_THEN} Log in again or renew the token; Podline reads the kubeconfig again at every try.`,
    ],
  ],
  [
    'F11: a forbidden namespace is named, and the others are live',
    cluster({ failing: [failing('payments')] }),
    'wait live · but not namespace payments',
    [
      'warning: Forbidden: namespace payments. What is shown there was true at 14:02:00 (90s ago); the rest is live. Apply the ClusterRole of k8s/base, or name the namespaces you may read with --namespace.',
    ],
  ],
  [
    'F11: many of them are counted, each reason has its line',
    cluster({
      failing: [
        ...['f', 'e', 'd', 'c', 'b', 'a'].map((name) => failing(name)),
        failing('shop', 'CLUSTER_FAILING'),
      ],
    }),
    'wait live · but not namespaces a, b, c, d and 3 more',
    [
      'warning: Forbidden: namespaces a, b, c, d and 2 more. What is shown there was true at 14:02:00 (90s ago); the rest is live. Apply the ClusterRole of k8s/base, or name the namespaces you may read with --namespace.',
      'warning: Namespace shop: The cluster answers with an error. What is shown there was true at 14:02:00 (90s ago); the rest is live. See what it says; Podline goes on trying.',
    ],
  ],
  [
    'F12: a log-in helper that hangs or fails',
    stale('LOGIN_HELPER_FAILED', 'gke-gcloud-auth-plugin was ended after 30 s.'),
    'bad stale since 14:02:00 · login helper failed',
    [
      `error: The log-in program of the kubeconfig fails. ${SHOWN_THEN} Run the command that the message names by hand; Podline runs it again at every try. [gke-gcloud-auth-plugin was ended after 30 s.]`,
    ],
  ],
  [
    'F14, F15: a connection that fell silent is stale since its last word',
    stale('CLUSTER_SILENT'),
    'bad stale since 14:02:00 · cluster silent',
    [
      `error: The cluster has fallen silent. ${SHOWN_THEN} The connection may be dead; Podline opens a new one when it has waited long enough.`,
    ],
  ],
  [
    'F19: an object that is too large is named, and told how often',
    notice('OBJECT_TOO_LARGE', 'The pod shop/web-1 is too large to be read.', 3),
    'good live',
    [
      'warning: Object too large. The pod shop/web-1 is too large to be read. (3 times, last 14:02:00)',
    ],
  ],
  [
    'F20: more than is recorded at once',
    cluster({ catchingUp: 1500 }),
    'wait live · catching up 1,500 changes',
    [
      'note: Catching up: more changes come than are recorded at once. 1,500 changes so far; what is shown may be seconds behind.',
    ],
  ],
  [
    'F21: before the first page of the first list',
    cluster({ watch: { state: 'connecting', problem: null, listed: null } }),
    'wait connecting to the cluster',
    [],
  ],
  [
    'F21: a long first list says how far it is, never that there are no pods',
    cluster({ watch: { state: 'connecting', problem: null, listed: 3500 } }),
    'wait loading · 3,500 pods so far',
    ['note: The first list of the cluster is being read. 3,500 pods listed so far.'],
  ],
  [
    'F29: a clock that was set',
    notice('CLOCK_CHANGED', 'The clock of Podline’s server was set back by 60m.'),
    'good live',
    ['note: Clock changed. The clock of Podline’s server was set back by 60m. (14:02:00)'],
  ],
  [
    'an audit that found a hole',
    notice('AUDIT_MISMATCH', 'The watch had missed changes of 1 pod; they were listed anew.'),
    'good live',
    [
      'warning: The watch had a hole; it is mended. The watch had missed changes of 1 pod; they were listed anew. (14:02:00)',
    ],
  ],
  [
    'Events that may not be read, which nothing else needs',
    notice('EVENTS_NOT_READ', 'Kubernetes Events are not read: the credentials may not.'),
    'good live',
    [
      'note: Without Kubernetes Events. Kubernetes Events are not read: the credentials may not. (14:02:00)',
    ],
  ],
  [
    'F45, F46, F49: not recording since then, while what is shown stays live',
    cluster({ notRecordingSince: THEN }),
    'bad live · not recording',
    [
      'error: Not recording since 14:02:00. What is shown stays live. The database does not take writes, so nothing is being recorded. Free disk space or mend the volume; see the log of the server.',
    ],
  ],
  [
    'F45: of a page that is stale too, nothing is called live',
    cluster({
      notRecordingSince: THEN,
      watch: { state: 'stale', since: THEN, problem: problem('CLUSTER_SILENT') },
    }),
    'bad stale since 14:02:00 · cluster silent',
    [
      'error: Not recording since 14:02:00. The database does not take writes, so nothing is being recorded. Free disk space or mend the volume; see the log of the server.',
      `error: The cluster has fallen silent. ${SHOWN_THEN} The connection may be dead; Podline opens a new one when it has waited long enough.`,
    ],
  ],
  [
    'F48: a database that cannot be used is told where the pods would be',
    cluster({
      watch: {
        state: 'connecting',
        problem: problem('DATABASE_UNUSABLE', '/data/podline.db'),
        listed: null,
      },
    }),
    'bad not connected · database unusable',
    [
      'error: The database cannot be used, so Podline does not watch. Restore a backup or name another file with --db, then start again; the file is left as it is. [/data/podline.db]',
    ],
  ],
];

test.each(ROWS)('%s', (_name, so, badge, lines) => {
  expect(told(so)).toEqual({ badge, lines });
});
