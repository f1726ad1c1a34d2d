/** V11: the process is alive, or it ended as it is documented to. */
import type { ProcessEvidence, Violations } from '../evidence.ts';

/** `allowed`: exit codes that the fault may lead to; none when it must live. */
export function aliveOrDocumented(
  { exit, output }: ProcessEvidence,
  allowed: readonly number[] = [],
): Violations {
  if (exit === null) return [];
  if (exit.code !== null && allowed.includes(exit.code)) return withoutStack(output);
  const how = exit.code === null ? `by ${exit.signal}` : `with code ${exit.code}`;
  const last = output.trim().split('\n').slice(-3).join(' | ');
  return [`V11: Podline ended ${how}; it may end with ${allowed.join(' or ') || 'none'}: ${last}`];
}

/** An end that is documented is told in a sentence; a stack is for what nobody thought of. */
const withoutStack = (output: string): Violations =>
  /^\s+at .+:\d+:\d+\)?$/m.test(output)
    ? ['V11: Podline ended with a documented code, and told it with a stack.']
    : [];
