/** Everything that a database holds of the batches of `batchOfTurn`, read by plain SQL, and what it ought to be. */
import { expect } from 'vitest';
import { openAdapter, rowsOf } from '../connection.ts';
import { batchOfTurn, fileAt } from './fixtures.ts';

const CONTENTS = `SELECT
  (SELECT json_group_array("key") FROM (SELECT "key" FROM "transition" ORDER BY "seq")),
  (SELECT coalesce(max("seq"), 0) FROM "transition"),
  (SELECT json_group_array("known" ->> '$.snapshot.resourceVersion') FROM (SELECT "known" FROM "pod" ORDER BY "uid")),
  (SELECT json_group_array("resource_version") FROM "checkpoint"),
  (SELECT json_group_array("cause") FROM (SELECT "cause" FROM "gap" ORDER BY "from_at"))`;

interface Contents {
  readonly keys: readonly string[];
  readonly lastSeq: number;
  /** The turn that each pod was last written in. */
  readonly pods: readonly string[];
  readonly checkpoints: readonly string[];
  readonly gaps: readonly string[];
}

/** Also says what `PRAGMA quick_check` and `PRAGMA foreign_key_check` find. */
async function contentsOf(
  path: string,
): Promise<Contents & { readonly check: unknown; readonly orphans: unknown }> {
  const adapter = await openAdapter(fileAt(path), []);
  try {
    const [row] = await rowsOf(adapter, CONTENTS);
    const list = (column: number): string[] => JSON.parse(String(row?.[column]));
    return {
      keys: list(0),
      lastSeq: Number(row?.[1]),
      pods: list(2),
      checkpoints: list(3),
      gaps: list(4),
      check: await rowsOf(adapter, 'PRAGMA quick_check'),
      orphans: await rowsOf(adapter, 'PRAGMA foreign_key_check'),
    };
  } finally {
    await adapter.dispose();
  }
}

/** The batches 1 to `turns`, of `size` transitions each, whole and once, and nothing of any other. */
const contentsAfter = (turns: number, size: number): Contents => {
  const batches = Array.from({ length: turns }, (_, index) => batchOfTurn(index + 1, size));
  const last = batches.at(-1);
  return {
    keys: batches.flatMap((batch) => batch.transitions.map(({ transition }) => transition.key)),
    lastSeq: turns * size,
    pods: last?.pods.map(() => String(turns)) ?? [],
    checkpoints: last === undefined ? [] : [String(turns)],
    gaps: batches.flatMap((batch) => batch.gaps.map(({ cause }) => cause)),
  };
};

export async function expectTurns(path: string, turns: number, size: number): Promise<void> {
  const sound = { check: [['ok']], orphans: [] };
  expect(await contentsOf(path)).toEqual({ ...contentsAfter(turns, size), ...sound });
}
