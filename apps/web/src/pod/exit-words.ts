/** What an exit code and a signal mean, for who has not met them yet. */
import type { Ending } from '@podline/domain';
import { signalName } from '../timeline/signals.ts';

/** One or two sentences; what is only a convention is called one. */
export function explainEnding(ending: Ending): string {
  const { exitCode, signal, reason } = ending;
  const byReason = reason === null ? undefined : REASONS[reason];
  if (reason === 'OOMKilled' && exitCode === 0) {
    return 'The kernel killed one of its child processes for want of memory; the main process ended well. The kubelet counts this as a failure.';
  }
  if (byReason !== undefined) return byReason;
  const code = CODES[exitCode];
  if (signal === null || signal === 0) {
    if (code !== undefined) return code;
    if (exitCode <= 128) return OWN_CODE;
  }
  return explainSignal(signal === null || signal === 0 ? exitCode - 128 : signal);
}

const OWN_CODE =
  'The program ended itself with a code of its own: its documentation or its log tells what it means.';

const REASONS: Readonly<Record<string, string>> = {
  OOMKilled:
    'The kernel killed it because it wanted more memory than its limit, or than the node had left.',
  ContainerCannotRun:
    'The runtime could not start it. The message tells why: often a command that is not there.',
  StartError:
    'The runtime could not start it. The message tells why: often a command that is not there.',
  ContainerStatusUnknown:
    'The kubelet does not know how it ended: the record of it was gone, as after a restart of the node. The code is made up.',
  DeadlineExceeded: 'The pod was not allowed to run any longer (activeDeadlineSeconds).',
};

const CODES: Readonly<Record<number, string>> = {
  0: 'It ended by itself and says that all went well.',
  1: 'The program says that it failed. What went wrong stands in its message or its log.',
  2: 'The program says that it failed; by convention it was called wrongly. A Go program that panics ends so, too.',
  126: 'The command was found but could not be run: it is not executable, or made for another architecture.',
  127: 'The command was not found: wrong name or path, or not in this image.',
  128: 'The runtime could not start it, or the program ended with a code that shells use for that.',
  255: 'The program ended with −1 or a code that does not fit: its log tells more.',
};

const SIGNALS: Readonly<Record<number, string>> = {
  2: 'It was interrupted, as by Ctrl-C.',
  4: 'It ran an instruction that this processor does not know: often an image for another processor.',
  6: 'It gave up itself: an assertion failed, or its runtime could not go on.',
  7: 'It touched memory that is not there: often a file that became shorter while it was mapped.',
  9: 'It was killed and could not resist: it was not gone within its grace period (after a deletion or a failed liveness probe), or memory ran out and the kubelet did not learn of it.',
  11: 'It touched memory that is not its own: a bug in the program or in a library.',
  13: 'It wrote to something that nobody reads any more.',
  15: 'It was asked to end, and did: the pod was deleted or evicted, or its liveness probe failed.',
};

function explainSignal(signal: number): string {
  const name = signalName(signal);
  const why = SIGNALS[signal];
  if (why !== undefined && name !== null) return `Signal ${signal}, ${name}. ${why}`;
  return signal >= 1 && signal <= 64
    ? `Signal ${signal}${name === null ? '' : `, ${name}`} ended it.`
    : OWN_CODE;
}
