/** An announcement as a message, in the shape that whoever listens takes. */
import type { WebhookMessage } from '@podline/contract';
import { type Finding, formatRfc3339, type Millis } from '@podline/domain';
import type { Announcement } from './announcer.ts';

export const SHAPES = ['podline', 'slack', 'alertmanager'] as const;
export type Shape = (typeof SHAPES)[number];

export interface MessageParts {
  readonly cluster: string;
  /** Where people reach Podline, without a slash at its end. */
  readonly publicUrl: string;
  /** Of its pod that is stuck longest; null where none tells. */
  readonly finding: Finding | null;
  readonly now: Millis;
}

export function messageOf(
  { event, cause, stillStuck }: Announcement,
  { cluster, publicUrl, finding, now }: MessageParts,
): WebhookMessage {
  const { workload, container } = cause;
  const told = finding ?? cause.finding;
  return {
    version: 1,
    event,
    kind: cause.reason === 'CrashLoopBackOff' ? 'crash-looping' : 'stuck',
    key: cause.key,
    cluster,
    since: formatRfc3339(cause.since),
    resolvedAt: event === 'resolved' ? formatRfc3339(now) : null,
    stillStuck,
    pods: cause.pods,
    namespace: cause.namespace,
    workload: workload === null ? null : `${workload.kind}/${workload.name}`,
    container,
    code: cause.finding?.code ?? null,
    severity: cause.finding?.severity ?? null,
    summary: told?.title ?? `${container ?? 'the pod'} ${cause.says}`,
    finding:
      finding === null
        ? null
        : {
            title: finding.title,
            sentence: finding.sentence,
            subject: finding.subject,
            next: [...finding.next],
            docs: finding.docs,
          },
    members: cause.members.map(({ namespace, name, uid }) => ({
      namespace,
      name,
      url: `${publicUrl}/pods/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}/${encodeURIComponent(uid)}`,
    })),
    url: `${publicUrl}/pods?q=${encodeURIComponent(cause.query)}`,
  };
}

/** The body to post. `slack`: an incoming webhook; `alertmanager`: `POST /api/v2/alerts`. */
export function bodyOf(shape: Shape, message: WebhookMessage): unknown {
  switch (shape) {
    case 'podline':
      return message;
    case 'slack':
      return slackBody(message);
    case 'alertmanager':
      return [alertOf(message)];
  }
}

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Slack refuses more than 3,000 in one block; the link stays whole. */
const SLACK_TITLE = 300;
const SLACK_SENTENCE = 1_000;

/** Its own marks are escaped as Slack asks: names come from the cluster. Cut to so many, and never within one of them. */
function slack(text: string, most: number): string {
  let out = '';
  for (const sign of text) {
    const next = ESCAPED[sign] ?? sign;
    if (out.length + next.length > most) return `${out}…`;
    out += next;
  }
  return out;
}

function slackBody(message: WebhookMessage): unknown {
  const isOver = message.event === 'resolved';
  const pods = `${message.pods} ${message.pods === 1 ? 'pod' : 'pods'}`;
  const owner = `${message.workload ?? 'a pod'} in ${message.namespace} (${message.cluster})`;
  const title = slack(`${isOver ? 'Resolved' : 'Stuck'}: ${message.summary}`, SLACK_TITLE);
  const rest = isOver
    ? message.stillStuck > 0
      ? `${message.stillStuck} of its pods are stuck by something else.`
      : ''
    : (message.finding?.sentence ?? '');
  const lines = [
    `*${title}*`,
    `${pods} of ${slack(owner, SLACK_TITLE)}, since ${message.since}`,
    ...(rest === '' ? [] : [slack(rest, SLACK_SENTENCE)]),
    `<${message.url}|Show in Podline>`,
  ];
  const text = lines.join('\n');
  return { text: title, blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] };
}

/** Labels say which cause it is; what changes while it lasts is in the annotations. */
function alertOf(message: WebhookMessage): unknown {
  const { finding, container, workload, code, severity } = message;
  return {
    labels: {
      alertname: message.kind === 'stuck' ? 'PodlinePodStuck' : 'PodlinePodCrashLooping',
      cluster: message.cluster,
      namespace: message.namespace,
      cause: message.key,
      ...(code === null ? {} : { code }),
      ...(severity === null ? {} : { severity }),
      ...(container === null ? {} : { container }),
      ...(workload === null ? {} : { workload }),
    },
    annotations: {
      summary: message.summary,
      description: finding?.sentence ?? '',
      pods: String(message.pods),
      ...(finding === null ? {} : { runbook_url: finding.docs }),
    },
    startsAt: message.since,
    ...(message.resolvedAt === null ? {} : { endsAt: message.resolvedAt }),
    generatorURL: message.url,
  };
}
