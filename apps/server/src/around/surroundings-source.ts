/** What is around a pod, as its findings ask for it. */
import { wantedBy } from '@podline/domain';
import type { EvidenceSources } from '../evidence-sources.ts';
import type { Neighbourhood } from './neighbourhood.ts';

/** Null of a pod that is gone: what is there now says nothing of what was. `tails`: what its containers wrote may name what they wait for. */
export const surroundingsSource =
  (
    around: Pick<Neighbourhood, 'surroundingsOf'>,
    tails: EvidenceSources['tails'],
  ): EvidenceSources['surroundings'] =>
  async ({ uid, namespace, deletedAt, known: { snapshot } }) =>
    deletedAt === null
      ? around.surroundingsOf({
          ...{ uid, namespace },
          wanted: wantedBy({ snapshot, logs: await tails(uid) }),
        })
      : null;
