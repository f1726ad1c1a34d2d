/** Every reason with which a container waits or has ended, as it is drawn and explained. */
import { describe, expect, it, test } from 'vitest';
import {
  app,
  at,
  condition,
  ended,
  init,
  pod,
  record,
  running,
  status,
  waiting,
} from '../test/build.ts';
import { segments, web } from '../test/segments.ts';
import { segmentWords, waitWords } from '../test/words.ts';
import type { ContainerStatus, PodSnapshot } from './pod-snapshot.ts';
import { statusColumns } from './status.ts';
import { stuckOf } from './stuck.ts';
import { timelineOf } from './timeline.ts';

const placed = (statuses: readonly ContainerStatus[], containers = [web]): PodSnapshot =>
  pod({
    node: 'node-1',
    writtenAt: at(1),
    containers,
    statuses,
    conditions: [
      condition('PodScheduled', 'True', 0),
      condition('PodReadyToStartContainers', 'True', 0),
    ],
  });
const timeline = (snapshot: PodSnapshot) => timelineOf(record([[1, snapshot]]), []);
const whyStuck = (snapshot: PodSnapshot): string | null =>
  stuckOf(snapshot, timeline(snapshot), at(5))?.because ?? null;

const IMAGE = ': its image, registry/web-image:1, cannot be pulled';
const SETTING =
  ': a ConfigMap, a Secret or a key that it refers to is missing, or a setting is refused';
const LEAKED = 'cannot resolve symlink: no such file or directory';

describe('a container that waits for what somebody must mend', () => {
  test.each<[reason: string, waitsFor: string, meaning: string]>([
    ['ErrImagePull', 'image', IMAGE],
    ['ImagePullBackOff', 'image', IMAGE],
    ['ErrImageNeverPull', 'image', IMAGE],
    ['InvalidImageName', 'image', IMAGE],
    ['ImageInspectError', 'image', IMAGE],
    ['RegistryUnavailable', 'image', IMAGE],
    ['SignatureValidationFailed', 'image', IMAGE],
    ['CreateContainerConfigError', 'configuration', SETTING],
    ['PreCreateHookError', 'runtime', ''],
    ['CreateContainerError', 'runtime', ''],
    ['PreStartHookError', 'runtime', ''],
    ['RunContainerError', 'runtime', ''],
    ['PostStartHookError', 'post-start', ''],
    ['CrashLoopBackOff', 'runtime', ''],
    // A runtime leaks a sentence where a word should stand.
    [LEAKED, 'runtime', ''],
  ])('%s waits for: %s', (reason, waitsFor, meaning) => {
    const snapshot = placed([status(web, waiting(reason))]);
    const [lane] = timeline(snapshot).lanes;
    expect(waitWords(lane)).toContain(`${waitsFor} 1–`);
    expect(segmentWords(lane)).toContain(`waiting 1– ${reason}`);
    expect(whyStuck(snapshot)).toBe(`web waits with ${reason}${meaning}.`);
    expect(statusColumns(snapshot).status).toBe(reason);
    const asInit = placed([status(init('web'), waiting(reason))], [init('web')]);
    expect(statusColumns(asInit).status).toBe(`Init:${reason}`);
  });

  test.each(['CrashLoopBackOff', 'RunContainerError', 'PostStartHookError'])(
    '%s after a run is the back-off before the next',
    (reason) => {
      const shown = status(web, waiting(reason), { lastEnd: ended(1, 2, 3) });
      expect(segments([[4, shown]])).toEqual(['waiting 0–2', 'failed#0 2–3', 'back-off 3–']);
    },
  );
});

describe('a container that waits for its turn', () => {
  const [prepare, later] = [init('prepare'), app('web')];
  test.each<[string, PodSnapshot, string, string]>([
    [
      'ContainerCreating is the default of a pod without inits',
      placed([status(web, waiting('ContainerCreating'))]),
      'creation 1–',
      'ContainerCreating',
    ],
    [
      'PodInitializing while an init runs means that init',
      placed(
        [status(prepare, running(0)), status(later, waiting('PodInitializing'))],
        [prepare, later],
      ),
      'container prepare 1–',
      'Init:0/1',
    ],
    [
      'PodInitializing when all inits are done means the app’s own image and creation',
      placed(
        [status(prepare, ended(0, 0, 1)), status(later, waiting('PodInitializing'))],
        [prepare, later],
      ),
      'creation 1–',
      'PodInitializing',
    ],
    [
      'no reason at all: the runtime’s state is created or unknown',
      placed([status(web, waiting(null))]),
      'creation 0–',
      'Pending',
    ],
    [
      'RestartingAllContainers waits for all inits to run again',
      placed([status(web, waiting('RestartingAllContainers'))]),
      'inits-again 1–',
      'RestartingAllContainers',
    ],
  ])('%s', (_, snapshot, waitsFor, word) => {
    expect(waitWords(timeline(snapshot).lanes.at(-1))).toContain(waitsFor);
    expect(statusColumns(snapshot).status).toBe(word);
    expect(whyStuck(snapshot)).toBeNull();
  });

  it('after a kubelet restart a reason may fall back to the default: the one before is kept in the past', () => {
    expect(
      segments([
        [2, status(web, waiting('ErrImagePull'))],
        [6, status(web, waiting('ContainerCreating'))],
      ]),
    ).toEqual(['waiting 0–2', 'waiting 2–6 ErrImagePull', 'waiting 6– ContainerCreating']);
  });
});

test.each([
  'CreatePodSandboxError',
  'ConfigPodSandboxError',
  'KillContainerError',
  'KillPodSandboxError',
  'RemoveContainerError',
  'ResizePodInPlaceError',
])('%s never stands on a container; were it there, it would come through unchanged', (reason) => {
  const snapshot = placed([status(web, waiting(reason, 'why'))]);
  expect(timeline(snapshot).lanes[0]?.segments.at(-1)).toMatchObject({ reason, message: 'why' });
  expect(statusColumns(snapshot).status).toBe(reason);
});

describe('a run that has ended', () => {
  test.each<[reason: string, exitCode: number, kind: string]>([
    ['Completed', 0, 'completed'],
    ['Error', 1, 'failed'],
    ['OOMKilled', 137, 'failed'],
    ['OOMKilled', 0, 'failed'],
    ['Unknown', 255, 'failed'],
    ['seccomp killed', 159, 'failed'],
    ['ContainerStatusUnknown', 137, 'failed'],
    ['RestartingAllContainers', 137, 'failed'],
    ['ContainerCannotRun', 127, 'failed'],
  ])('%s with %i', (reason, exitCode, kind) => {
    const snapshot = placed([status(web, ended(exitCode, 0, 1, { reason }))]);
    const [lane] = timeline(snapshot).lanes;
    expect(lane?.segments[0]).toMatchObject({ kind, ending: { exitCode, reason } });
    expect(statusColumns(snapshot).status).toBe(reason);
  });

  it.each([126, 127, 128, 130, 134, 137, 139, 143, 255])(
    'the exit code %i comes through, and is no OOM kill unless the runtime says so',
    (exitCode) => {
      const snapshot = placed([status(web, ended(exitCode, 0, 1, { reason: null }))]);
      const { attempts } = timeline(snapshot).lanes[0] ?? { attempts: [] };
      expect(attempts[0]?.ending).toMatchObject({ exitCode, reason: null, signal: null });
      expect(statusColumns(snapshot).status).toBe(`ExitCode:${exitCode}`);
      expect(whyStuck(snapshot)).toBe(`web failed once, last with exit code ${exitCode}.`);
    },
  );

  it('StartError with 128 is an attempt that never ran', () => {
    const lastEnd = ended(128, null, 1, { reason: 'StartError' });
    const snapshot = placed([status(web, waiting('RunContainerError'), { lastEnd })]);
    const [lane] = timeline(snapshot).lanes;
    expect(segmentWords(lane)).toEqual(['waiting 0–1', 'failed#0 1–1', 'back-off 1–']);
    expect(lane?.attempts).toMatchObject([{ startedAt: null, ending: { reason: 'StartError' } }]);
  });
});

describe('a signal during deletion', () => {
  const deletion = { requestedAt: at(0), deadlineAt: at(30) };
  test.each([
    ['137 means that the grace period ran out', 137],
    ['143 is normal', 143],
  ])('%s: no trouble of the pod', (_, exitCode) => {
    const snapshot = { ...placed([status(web, ended(exitCode, 0, 1))]), deletion };
    expect(whyStuck(snapshot)).toBeNull();
    expect(segmentWords(timeline(snapshot).lanes[0])).toEqual(['failed#0 0–1']);
    expect(statusColumns(snapshot).status).toBe('Terminating');
  });
});
