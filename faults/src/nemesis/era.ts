/** One world of the nemesis, from its first pod to its last judgement: storms and calms in turn. */

import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factsOf, openFiles, type ProcessFacts } from '../child.ts';
import { databaseBytes } from '../database.ts';
import type { Trouble, Violations } from '../evidence.ts';
import { judged } from '../judge.ts';
import { CANARY } from '../life.ts';
import type { Random } from '../random.ts';
import { baselineReturns, type Growth } from '../validators/v8-baseline.ts';
import { withinBudget } from '../validators/v9-request-budget.ts';
import { noSecrets } from '../validators/v10-no-secrets.ts';
import { toldTheTruth } from '../validators/v12-told-the-truth.ts';
import { chosenFrom, DEEDS, passed } from './deeds.ts';
import { type Stage, setStage } from './stage.ts';
import { watchesAnew } from './watches-anew.ts';

export interface Era {
  /** By deed. */
  readonly counts: ReadonlyMap<string, number>;
  readonly calms: number;
  readonly changes: number;
  readonly transitions: number;
  readonly violations: Violations;
}

const STORMS = 5;
/**
 * More than at rest before: a few connections may be kept alive for the next request. Of the database, twice what was measured:
 * never more than 13 in 300 refused writes in a row, where a leak would have left 600.
 */
const GROWTH: Growth = { rssMb: 150, fds: 8, databaseFds: 26 };
/** Longer than the longest back-off and the longest wait for a dead line together. */
const CALM_WITHIN_MS = 150_000;
/** The server may be stopped, or kept from its disk, for so long at a stretch. */
const TOLERANCE_MS = 30_000;

/** Everything that is chosen comes from `random`. Ends early at the first violation, or after `untilMs` of `performance.now()`. */
export async function runEra(
  random: Random,
  untilMs: number,
  say: (line: string) => void,
): Promise<Era> {
  const counts = new Map<string, number>();
  const stage = await setStage(random);
  const troubles: Trouble[] = [];
  const violations: string[] = [];
  let calms = 0;
  let baseline: ProcessFacts | null = null;
  try {
    await calm(stage, 0, violations);
    baseline = factsOf(stage.server().pid);
    for (let round = 0; round < STORMS && violations.length === 0; round += 1) {
      if (performance.now() > untilMs) break;
      const from = Date.now();
      await storm(stage, random, counts);
      heal(stage);
      const asked = stage.world.api.truth.requests.length;
      await stage.startAgain();
      await calm(stage, asked, violations);
      troubles.push({
        kind: 'cluster',
        from,
        to: Date.now(),
        toldWithinMs: Infinity,
        overWithinMs: 5000,
      });
      troubles.push({
        kind: 'recording',
        from,
        to: Date.now(),
        toldWithinMs: Infinity,
        overWithinMs: 5000,
      });
      violations.push(...(await judgement(stage, troubles, baseline)));
      calms += 1;
      if (violations.length > 0) say(`  what every side had: ${keep(stage)}`);
      say(`  calm ${calms}: ${stage.load.changes} changes so far, ${violations.length} violations`);
    }
    const { transitions } = stage.world.evidence().database;
    return {
      counts,
      calms,
      changes: stage.load.changes,
      transitions: transitions.length,
      violations,
    };
  } finally {
    await stage.close();
  }
}

/** Everything that was judged, in a file for whoever looks for the reason. */
function keep({ world, server }: Stage): string {
  const file = join(tmpdir(), `podline-nemesis-${Date.now()}.json`);
  writeFileSync(file, JSON.stringify({ ...world.evidence(), output: server().output() }));
  return file;
}

async function storm(stage: Stage, random: Random, counts: Map<string, number>): Promise<void> {
  const perTick = 1 + random.below(4);
  const stop = stage.load.run(perTick, 20 + random.below(80));
  const underWay: Promise<void>[] = [];
  for (let left = 3 + random.below(8); left > 0; left -= 1) {
    const deed = chosenFrom(DEEDS, random);
    counts.set(deed.name, (counts.get(deed.name) ?? 0) + 1);
    // A stream of its own: what one deed draws does not depend on when another one draws.
    const done = deed.run(stage, random.fork(`${deed.name} ${left}`));
    underWay.push(done);
    await passed(random.below(2500));
  }
  await Promise.all(underWay);
  stop();
}

/** Takes back all that may still be wrong, and cuts what may be dead without anybody having noticed. */
function heal(stage: Stage): void {
  const { world, pages } = stage;
  world.api.faults.clear();
  world.proxy.refuse(false);
  for (const direction of ['up', 'down'] as const) world.proxy.harm(direction, { kind: 'none' });
  world.proxy.cut('rst');
  stage.unlock();
  stage.disk?.free();
  stage.server().signal('SIGCONT');
  for (const { line } of pages) {
    line.refuse(false);
    line.harm('down', { kind: 'none' });
  }
}

/**
 * Until all sides agree. `asked`: so many requests came before everything was cut; the trouble is not over before the server
 * watches anew, however well all seems in the moment before it notices the cut.
 */
async function calm({ world, pages }: Stage, asked: number, violations: string[]): Promise<void> {
  for (const page of pages) page.reconnectNow();
  const deadline = performance.now() + CALM_WITHIN_MS;
  while (!watchesAnew(world.api.truth.requests, asked) && performance.now() < deadline)
    await passed(50);
  await world.quiet(CALM_WITHIN_MS).catch((error: Error) => {
    violations.push(`V6: ${error.message}`);
  });
}

/** Descriptors are let go of a while after their connections: they are asked for until they are back, for ten seconds at most. */
async function atRest(pid: number, before: ProcessFacts | null): Promise<ProcessFacts | null> {
  for (let left = 40; ; left -= 1) {
    const facts = factsOf(pid);
    const evidence = { before, after: facts, exit: null, output: '' };
    if (baselineReturns(evidence, GROWTH).length === 0 || left === 0) return facts;
    await passed(250);
  }
}

async function judgement(
  { world, unasked, server, pages }: Stage,
  troubles: readonly Trouble[],
  before: ProcessFacts | null,
): Promise<Violations> {
  const evidence = world.evidence();
  const after = await atRest(server().pid, before);
  const grown = baselineReturns({ before, after, exit: null, output: '' }, GROWTH);
  const places = {
    'the database': databaseBytes(world.db),
    output: server().output(),
    'what pages were told': JSON.stringify(pages.map((page) => page.history().told.slice(-500))),
    metrics: (await server().metrics()) ?? '',
  };
  return [
    ...judged(evidence, TOLERANCE_MS),
    ...grown,
    ...(grown.length > 0 ? [`V8: the descriptors are ${openFiles(server().pid)}.`] : []),
    ...withinBudget(evidence.truth, { lists: 200, requests: 60, logs: 200, perMs: 10_000 }),
    ...noSecrets([CANARY, 'the-token-of-this-test'], places),
    ...unasked.map((sentence) => `V11: Podline ${sentence}`),
    ...pages.flatMap((page) => toldTheTruth(page.history(), troubles, Date.now())),
  ];
}
