import { describe, expect, it } from 'vitest';
import {
  app,
  at,
  condition,
  ended,
  init,
  pod,
  record,
  running,
  sidecar,
  status,
  waiting,
} from '../test/build.ts';
import type { ContainerStatus, PodSnapshot } from './pod-snapshot.ts';
import { PATIENCE, type StuckHints, stuckOf } from './stuck.ts';
import { durationMs } from './time.ts';
import { timelineOf } from './timeline.ts';

const [prepare, proxy, web] = [init('prepare'), sidecar('proxy'), app('web')];
const placed = (...statuses: ContainerStatus[]) =>
  pod({
    node: 'node-1',
    containers: [prepare, proxy, web],
    conditions: [
      condition('PodScheduled', 'True', 0),
      condition('PodReadyToStartContainers', 'True', 0),
    ],
    statuses,
  });
const completed = status(prepare, ended(0, 0, 1));
const crash = waiting('CrashLoopBackOff', 'back-off 20s restarting failed container=web');

describe('who waits for whom', () => {
  const found = (snapshot: PodSnapshot, hints: StuckHints = {}, now = 500) =>
    stuckOf(
      snapshot,
      timelineOf(record([[0, { ...snapshot, writtenAt: at(0) }]]), []),
      at(now),
      hints,
    );
  const calm = waiting('PodInitializing');
  const begun = placed(status(prepare, running(1)), status(proxy, calm), status(web, calm));

  it('all behind the init that does not end wait for it', () => {
    expect(found(begun)).toMatchObject({ container: 'prepare', heldUp: ['proxy', 'web'] });
  });

  it('nobody waits for a native sidecar that crashes after it had started up', () => {
    const crashing = status(proxy, crash, { lastEnd: ended(1, 1, 4) });
    const started = { ...status(proxy, running(1)), ready: true };
    const before = placed(completed, started, status(web, running(2)));
    const after = placed(completed, crashing, status(web, running(2)));
    const told = timelineOf(
      record([
        [3, before],
        [5, after],
      ]),
      [],
    );
    expect(stuckOf(after, told, at(6))).toMatchObject({ container: 'proxy', heldUp: [] });
  });

  it('all wait for a node', () => {
    const pending = pod({ containers: [prepare, proxy, web] });
    expect(found(pending)?.heldUp).toEqual(['prepare', 'proxy', 'web']);
  });

  it('how long is too long is the caller’s to say, by stage', () => {
    const patience = { ...PATIENCE, init: durationMs(600_000) };
    expect(found(begun, { patience })).toBeNull();
    expect(found(begun, { patience }, 700)).not.toBeNull();
  });

  it('a slow pull is called a pull, where an Event tells of it', () => {
    const waits = placed(status(prepare, calm), status(proxy, calm), status(web, calm));
    const pulling = { at: at(2), reason: 'Pulling', message: null, container: 'prepare' };
    expect(found(waits, { events: [pulling] })).toEqual({
      since: at(0),
      container: 'prepare',
      because: 'The image of prepare, registry/prepare-image:1, has been being pulled for 8m20s.',
      heldUp: ['proxy', 'web'],
    });
    expect(found(waits, { events: [pulling] }, 100)).toBeNull();
  });
});
