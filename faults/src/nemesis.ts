/**
 * `npm run nemesis -- --seed N --minutes M` (F60): everything at once, at random, from one seed. Worlds follow each other, some
 * minutes each. Exit code 1 at the first violation, with what is needed to do it again.
 */
import { parseArgs } from 'node:util';
import { runEra } from './nemesis/era.ts';
import { randomFrom } from './random.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, minutes: { type: 'string', default: '5' } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const minutes = Number(values.minutes);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
if (!Number.isInteger(seed) || !(minutes > 0)) {
  say('It takes --seed with a whole number and --minutes with a number above 0.');
  process.exit(2);
}

say(`Seed ${seed}, ${minutes} minutes.`);
const startedAt = performance.now();
const untilMs = startedAt + minutes * 60_000;
const counts = new Map<string, number>();
const totals = { calms: 0, changes: 0, transitions: 0 };
let violations: readonly string[] = [];
for (let number = 1; performance.now() < untilMs && violations.length === 0; number += 1) {
  say(`World ${number}:`);
  const era = await runEra(randomFrom(`${seed} world ${number}`), untilMs, say);
  for (const [name, count] of era.counts) counts.set(name, (counts.get(name) ?? 0) + count);
  totals.calms += era.calms;
  totals.changes += era.changes;
  totals.transitions += era.transitions;
  violations = era.violations;
}

say('');
for (const [name, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
  say(`${String(count).padStart(6)}  ${name}`);
const faults = [...counts.values()].reduce((sum, count) => sum + count, 0);
const took = ((performance.now() - startedAt) / 60_000).toFixed(1);
say(
  `${faults} faults in ${took} minutes, ${totals.calms} calms, ${totals.changes} changes of the cluster, ${totals.transitions} transitions recorded.`,
);
for (const violation of violations.slice(0, 20)) say(violation);
if (violations.length > 0) {
  say(
    `${violations.length} violations. Again with: npm run nemesis -- --seed ${seed} --minutes ${minutes}`,
  );
  process.exitCode = 1;
} else say(`All validators were silent. Seed ${seed}.`);
