/**
 * A page that comes back after the log has gone on without it: over real sockets, with our client, it must show what a
 * fresh page shows, and what it was told on the way must follow without a hole.
 */
import type { PodState, ViewDelta, ViewQuery, ViewState } from '@podline/contract';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { connectFeed, type Feed, foldView } from './client.ts';
import { RESUME_TRANSITIONS } from './reading.ts';
import { gapOf, type News, podRow, ScriptedLog } from './scripted.ts';
import { Heard, type Served, served } from './served.ts';

const PODS: ViewQuery = { kind: 'pods' };
const POD: ViewQuery = { kind: 'pod', namespace: 'shop', name: 'a', uid: 'a' };

let running: Served | null = null;
const feeds: Feed[] = [];
afterEach(async () => {
  for (const feed of feeds.splice(0)) feed.close();
  await running?.stop();
  running = null;
});

interface Shown {
  readonly feed: Feed;
  readonly said: Heard<string>;
  readonly lost: Heard<true>;
  state(query: ViewQuery): ViewState | null;
  /** Resolves when both views are at this seq. */
  at(seq: number): Promise<void>;
}

/** A page with both views open. Every delta must begin where the last message ended: V7, told at once when it does not. */
function page(url: string): Shown {
  const said = new Heard<string>();
  const lost = new Heard<true>();
  const states = new Map<string, { state: ViewState; seq: number }>();
  const feed = connectFeed({
    url,
    onCluster: () => {},
    onConnection: (state) => {
      if (state === 'lost') lost.push(true);
    },
    // The tests say when to try again.
    after: () => () => {},
  });
  feeds.push(feed);
  for (const query of [PODS, POD]) {
    feed.openView(query, {
      snapshot(state, seq) {
        states.set(query.kind, { state, seq });
        said.push(`${query.kind} snapshot`);
      },
      delta(delta: ViewDelta) {
        const before = states.get(query.kind);
        if (before === undefined || before.seq !== delta.fromSeq)
          throw new Error(`a hole: at ${before?.seq}, told from ${delta.fromSeq}`);
        states.set(query.kind, { state: foldView(before.state, delta), seq: delta.toSeq });
        said.push(`${query.kind} delta`);
      },
      refused: (problem) => said.push(`${query.kind} ${problem.code}`),
    });
  }
  return {
    feed,
    said,
    lost,
    state: (query) => states.get(query.kind)?.state ?? null,
    at: (seq) =>
      said.until(() => states.get('pods')?.seq === seq && states.get('pod')?.seq === seq),
  };
}

/** What both show, once both have been told of one more thing that touches both views. */
async function expectAlike(log: ScriptedLog, server: Served, comesBack: Shown): Promise<void> {
  const fresh = page(server.url);
  await fresh.said.count(2);
  server.hub.publish(log.record({ rows: [podRow('a', { restarts: 99 })], of: ['a'] }));
  await Promise.all([comesBack.at(log.seq()), fresh.at(log.seq())]);
  for (const query of [PODS, POD]) expect(comesBack.state(query)).toEqual(fresh.state(query));
}

test('F35, V6, V7: whatever was recorded while it was away, a page that comes back shows what a fresh one shows', async () => {
  const uid = fc.constantFrom('a', 'b', 'c');
  const news = fc.record({
    of: fc.array(uid, { maxLength: 4 }),
    changed: fc.array(uid, { maxLength: 2 }),
    goes: fc.option(fc.constantFrom('b', 'c')),
    gap: fc.option(fc.tuple(fc.nat({ max: 3 }), fc.constantFrom('', 'shop', 'bank'))),
  });
  const history = fc.array(news, { maxLength: 5 });
  const scene = fc.record({
    before: history,
    /** Each time it is away and what it sees of the log when it is back; `restarted`: by another server. */
    absences: fc.array(
      fc.record({
        away: history,
        back: history,
        isRestarted: fc.boolean(),
        forgets: fc.nat({ max: 30 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    otherEpochAt: fc.option(fc.nat({ max: 2 })),
  });
  await fc.assert(
    fc.asyncProperty(scene, async ({ before, absences, otherEpochAt }) => {
      const stage = new Stage();
      await stage.begin();
      stage.play(before);
      for (const [turn, absence] of absences.entries())
        await stage.absent(absence, turn === otherEpochAt ? `epoch-${turn + 2}` : stage.log.epoch);
      await expectAlikeButForgotten(stage.log, stage.server, stage.shown);
      for (const feed of feeds.splice(0)) feed.close();
      await stage.server.stop();
      running = null;
    }),
    { numRuns: 200 },
  );
}, 60_000);

interface Part {
  readonly of: string[];
  readonly changed: string[];
  readonly goes: string | null;
  readonly gap: [number, string] | null;
}

interface Absence {
  readonly away: readonly Part[];
  readonly back: readonly Part[];
  readonly isRestarted: boolean;
  readonly forgets: number;
}

/** One page, one log, and servers that come and go. */
class Stage {
  readonly log = new ScriptedLog();
  #server: Served | null = null;
  #shown: Shown | null = null;
  #told = 0;
  #absences = 0;

  async begin(): Promise<void> {
    this.log.record({ rows: [podRow('a'), podRow('b'), podRow('c')], of: ['a'] });
    await this.#serve();
    this.#shown = page(this.server.url);
    await this.shown.said.count(2);
  }

  get server(): Served {
    if (this.#server === null) throw new Error('it is not begun');
    return this.#server;
  }

  get shown(): Shown {
    if (this.#shown === null) throw new Error('it is not begun');
    return this.#shown;
  }

  /** Records and publishes, batch by batch. */
  play(parts: readonly Part[]): void {
    for (const part of parts) this.server.hub.publish(this.#record(part));
  }

  /** The page loses its server or its line; the log goes on, and forgets; then the page comes back. */
  async absent({ away, back, isRestarted, forgets }: Absence, epoch: string): Promise<void> {
    if (isRestarted) await this.#restart(away, epoch);
    else {
      this.server.lines.at(-1)?.destroy();
      await this.#lost();
      this.play(away);
    }
    this.log.forgetUpTo(Math.min(forgets, this.log.seq()));
    const heard = this.shown.said.all.length;
    this.shown.feed.reconnectNow();
    await this.shown.said.count(heard + 2);
    this.play(back);
  }

  async #restart(away: readonly Part[], epoch: string): Promise<void> {
    const { port } = this.server;
    await this.server.stop();
    await this.#lost();
    for (const part of away) this.#record(part);
    this.log.epoch = epoch;
    await this.#serve(port);
  }

  async #lost(): Promise<void> {
    this.#absences += 1;
    await this.shown.lost.count(this.#absences);
  }

  async #serve(port?: number): Promise<void> {
    this.#server = await served(this.log, {}, port);
    running = this.#server;
  }

  #record(part: Part) {
    this.#told += 1;
    return this.log.record(newsOf(part, this.#told));
  }
}

/** A page that was there keeps what was deleted since; a fresh page cannot have that. Past it, both are alike. */
async function expectAlikeButForgotten(
  log: ScriptedLog,
  server: Served,
  shown: Shown,
): Promise<void> {
  const kept = log.keptSince();
  const fresh = page(server.url);
  await fresh.said.count(2);
  server.hub.publish(log.record({ rows: [podRow('a', { restarts: 99 })], of: ['a'] }));
  await Promise.all([shown.at(log.seq()), fresh.at(log.seq())]);
  expect(shown.state(PODS)).toEqual(fresh.state(PODS));
  const [was, is] = [podOf(shown), podOf(fresh)];
  expect({ ...was, transitions: was.transitions.filter(({ seq }) => seq > kept) }).toEqual(is);
}

function podOf(shown: Shown): PodState {
  const state = shown.state(POD);
  if (state?.kind !== 'pod') throw new Error('a pod view shows a pod');
  return state;
}

function newsOf(part: Part, told: number): News {
  const rows = part.changed.map((uid) => podRow(uid, { restarts: told }));
  const gone = part.goes === null ? [] : [podRow(part.goes, { deletedAt: podRow('x').createdAt })];
  const gaps = part.gap === null ? [] : [gapOf(part.gap[1], 2_000 + part.gap[0], 3_000 + told)];
  return { of: part.of, rows: [...rows, ...gone], gaps };
}

const lengths: [string, number, string][] = [
  ['1 min, 10 transitions', 10, 'pod delta'],
  ['an hour, 5,000 transitions', RESUME_TRANSITIONS, 'pod delta'],
  ['a day, 100,000 transitions', 100_000, 'pod snapshot'],
];
test.each(lengths)(
  'F35: after %s it is told no more than it must, over a restart of the server',
  async (_, missed, told) => {
    const log = new ScriptedLog();
    log.record({ rows: [podRow('a'), podRow('b')], of: ['a', 'b'] });
    let server = await served(log);
    running = server;
    const shown = page(server.url);
    await shown.said.count(2);
    await server.stop();
    await shown.lost.count(1);
    for (let place = 0; place < missed; place += 1) log.recordUnpublished('a');
    log.record({ rows: [podRow('a', { restarts: missed })] });
    server = await served(log, {}, server.port);
    running = server;
    shown.feed.reconnectNow();
    await shown.said.count(4);
    expect(shown.said.all.slice(2).toSorted()).toEqual([told, 'pods snapshot']);
    expect(podOf(shown).transitions).toHaveLength(missed + 1);
    await expectAlike(log, server, shown);
  },
);

test('F35: after retention has passed it, it gets a snapshot instead of a resume with a hole', async () => {
  const log = new ScriptedLog();
  log.record({ rows: [podRow('a')], of: ['a', 'a', 'a'] });
  const server = await served(log);
  running = server;
  const shown = page(server.url);
  await shown.said.count(2);
  server.lines.at(-1)?.destroy();
  await shown.lost.count(1);
  server.hub.publish(log.record({ of: ['a', 'a', 'a'] }));
  log.forgetUpTo(5);
  shown.feed.reconnectNow();
  await shown.said.count(4);
  expect(shown.said.all.slice(2).toSorted()).toEqual(['pod snapshot', 'pods snapshot']);
  expect(podOf(shown).transitions.map(({ seq }) => seq)).toEqual([6]);
  expect(server.hub.stats().resyncs).toBe(1);
  await expectAlike(log, server, shown);
});
