/** What is usual for one template, told whole: read from the log when it is asked for. */
import type { RevisionUsual, WorkloadUsual } from '@podline/contract';
import {
  ENOUGH_STARTS,
  type MeasuredRevision,
  type Millis,
  millis,
  type PodStart,
  slowerSince,
  startsLike,
  usualOf,
} from '@podline/domain';
import type { LogReading, TemplateKey, TemplateRevision } from '@podline/store';

/** `revision`: of the pod that is to be measured; null for one of the newest. */
export async function workloadUsual(
  log: Pick<LogReading, 'startsOf' | 'revisionsOf'>,
  template: TemplateKey,
  revision: string | null,
): Promise<WorkloadUsual> {
  const [starts, told] = await Promise.all([log.startsOf(template), log.revisionsOf(template)]);
  const revisions = revisionsFrom(starts, told);
  const like = startsLike(starts, revision ?? starts[0]?.revision ?? null);
  return {
    ...template,
    starts: starts.length,
    enough: ENOUGH_STARTS,
    usual: { starts: like.length, stages: stagesOf(like) },
    revisions: revisions.map(revisionUsual).reverse(),
    slowerSince: slowerSince(revisions),
  };
}

/** Those that started something, in the order in which they first did. */
function revisionsFrom(
  starts: readonly PodStart[],
  told: readonly TemplateRevision[],
): readonly MeasuredRevision[] {
  return [...Map.groupBy(starts, ({ revision }) => revision)]
    .map(([revision, own]) => {
      const fingerprint = told.find((it) => it.revision === revision)?.fingerprint ?? null;
      return { revision, starts: own, fingerprint };
    })
    .sort((a, b) => firstOf(a) - firstOf(b));
}

const firstOf = ({ starts }: MeasuredRevision): Millis =>
  millis(starts.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY));

const revisionUsual = (of: MeasuredRevision): RevisionUsual => ({
  revision: of.revision,
  firstAt: firstOf(of),
  starts: of.starts.length,
  stages: stagesOf(of.starts),
});

const stagesOf = (starts: readonly PodStart[]) => usualOf(starts.flatMap(({ facts }) => facts));
