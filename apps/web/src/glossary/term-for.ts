/** Which word of the glossary explains a word of the cluster. */
import type { TermId } from './glossary.ts';

const BY_WORD: Readonly<Record<string, TermId>> = {
  CrashLoopBackOff: 'crash-loop-back-off',
  ImagePullBackOff: 'image-pull-back-off',
  ErrImagePull: 'image-pull-back-off',
  PodInitializing: 'pod-initializing',
  ContainerCreating: 'container-creating',
  Pending: 'pending',
  OOMKilled: 'oom-killed',
  Terminating: 'terminating',
  NotReady: 'readiness',
};

/** Of kubectl's STATUS or of a reason; null where nothing is to be explained. */
export function termFor(word: string): TermId | null {
  const rest = word.replace(/^Init:/, '');
  if (/^\d+\/\d+$/.test(rest)) return 'init-progress';
  if (/^(ExitCode|Signal):\d+$/.test(rest)) return 'exit-code';
  return Object.hasOwn(BY_WORD, rest) ? (BY_WORD[rest] ?? null) : null;
}
