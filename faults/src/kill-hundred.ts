/** `npm run faults -- kills [rounds] [seed]`: a hundred kills with -9 in bursts, and what they left. */
import { killRounds } from './kill-rounds.ts';

const rounds = Number(process.argv[2] ?? 100);
const seed = Number(process.argv[3] ?? Date.now() % 100_000);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

say(`Seed ${seed}, ${rounds} rounds.`);
const report = await killRounds(rounds, seed, say);
const { startedInMs, violations } = report;
const at = (share: number): number =>
  Math.round(startedInMs[Math.floor((startedInMs.length - 1) * share)] ?? 0);
say(
  `${report.rounds} kills, ${report.changes} changes of the cluster, ${report.transitions} transitions recorded.`,
);
say(`Started in ${at(0.5)} ms (median), ${at(1)} ms at most.`);
for (const violation of violations) say(violation);
const isSlow = at(1) >= 5000;
if (isSlow) say('A start took five seconds or more.');
say(
  violations.length === 0 && !isSlow
    ? 'Nothing lost, nothing doubled.'
    : `Again with: npm run faults -- kills ${rounds} ${seed}`,
);
process.exitCode = violations.length === 0 && !isSlow ? 0 : 1;
