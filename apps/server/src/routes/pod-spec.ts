/** The pod as the cluster has it at this moment, as YAML. It is read for whoever asks, and kept nowhere. */
import type { PodSpecAnswer } from '@podline/contract';
import { formatRfc3339, type MaskRule, type Millis, maskNamed, maskSecrets } from '@podline/domain';
import { podYaml } from '@podline/kube';
import type { FastifyInstance } from 'fastify';
import { type AskedPodParts, askedPod, livePod, NAME, refuse, UID } from './asked-pod.ts';

export interface PodSpecParts extends AskedPodParts {
  readonly maskRules: readonly MaskRule[];
  readonly now: () => Millis;
}

export function podSpecRoute(app: FastifyInstance, parts: PodSpecParts): void {
  const { maskRules, now } = parts;
  const masker = {
    of: (text: string) => maskSecrets(text, maskRules),
    named: (name: string, value: string) => maskNamed(name, value, maskRules),
  };

  app.get<{ Params: { namespace: string; name: string }; Querystring: { uid?: string } }>(
    '/api/pods/:namespace/:name/spec',
    {
      schema: {
        params: { type: 'object', properties: { namespace: NAME, name: NAME } },
        querystring: { type: 'object', properties: { uid: UID } },
      },
    },
    async (request, reply) => {
      const { namespace, name } = request.params;
      const asked = await askedPod(parts, { namespace, name, uid: request.query.uid ?? null });
      if ('problem' in asked) return refuse(reply, asked.problem);
      const pod = await livePod(asked, request.signal);
      if ('problem' in pod) return refuse(reply, pod.problem);
      const answer: PodSpecAnswer = {
        uid: pod.uid,
        at: formatRfc3339(now()),
        ...podYaml(pod.object, masker),
      };
      return reply.header('cache-control', 'no-store').send(answer);
    },
  );
}
