/** What a webhook is sent: docs/webhook.md describes it. Times are RFC 3339 in UTC. */
import * as v from 'valibot';

const time = v.pipe(v.string(), v.isoTimestamp());

export const WebhookMessage = v.strictObject({
  version: v.literal(1),
  event: v.picklist(['firing', 'resolved']),
  kind: v.picklist(['stuck', 'crash-looping']),
  /** Of the cause: the same in `firing` and in its `resolved`, also over a restart. */
  key: v.string(),
  cluster: v.string(),
  since: time,
  /** Null while it fires. */
  resolvedAt: v.nullable(time),
  /** Of its pods, how many are stuck by something else now; 0 while it fires. */
  stillStuck: v.number(),
  pods: v.number(),
  /** Of the pod that is stuck longest. */
  namespace: v.string(),
  /** `Deployment/checkout`; null of a pod that nobody controls. */
  workload: v.nullable(v.string()),
  container: v.nullable(v.string()),
  /** Of the finding, while it fires and when it is resolved; null without one. */
  code: v.nullable(v.string()),
  severity: v.nullable(v.picklist(['info', 'warning', 'critical'])),
  /** In one sentence; names from outside the pod stand in backticks. */
  summary: v.string(),
  /** Null when it is resolved, and where nothing was found. */
  finding: v.nullable(
    v.strictObject({
      title: v.string(),
      sentence: v.string(),
      subject: v.nullable(v.string()),
      next: v.array(v.string()),
      docs: v.string(),
    }),
  ),
  /** At most ten, the longest stuck first. */
  members: v.array(v.strictObject({ namespace: v.string(), name: v.string(), url: v.string() })),
  /** The pods of the cause in Podline's table. */
  url: v.string(),
});
export type WebhookMessage = v.InferOutput<typeof WebhookMessage>;
