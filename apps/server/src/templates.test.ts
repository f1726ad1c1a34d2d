import type { PodEvent, PodSnapshot } from '@podline/domain';
import { expect, test } from 'vitest';
import { type AskTemplate, rememberedTemplates, withTemplates } from './templates.ts';
import { snapshotsOf } from './testing/recordings.ts';

const owner = { kind: 'ReplicaSet', name: 'web-5d9', uid: 'owner-1' };
async function pod(over: Partial<PodSnapshot> = {}): Promise<PodSnapshot> {
  const [first] = await snapshotsOf('seed-sidecar-shared-logs');
  if (first === undefined) throw new Error('The recording is empty.');
  return { ...first, owner, ...over };
}

const applied = (snapshot: PodSnapshot): PodEvent => ({ kind: 'applied', snapshot });
const nobody = { known: () => null };

/** What was asked for, and the templates that came back with the events. */
async function told(
  events: readonly PodEvent[],
  live: Parameters<typeof withTemplates>[1]['live'] = nobody,
  isListing = false,
) {
  const asked: string[] = [];
  const ask: AskTemplate = async (namespace, { name }) => {
    asked.push(`${namespace}/${name}`);
    return ['main-app'];
  };
  const after = await withTemplates(events, { live, ask: rememberedTemplates(ask), isListing });
  const templates = after.map((event) =>
    'snapshot' in event ? event.snapshot.template : event.kind,
  );
  return { asked, templates };
}

test('a new pod with several app containers gets its owner’s template, asked for once an owner', async () => {
  const [one, two] = [await pod({ uid: 'a' }), await pod({ uid: 'b' })];
  expect(await told([applied(one), applied(two)])).toEqual({
    asked: [`${one.namespace}/web-5d9`],
    templates: [['main-app'], ['main-app']],
  });
});

test('a list asks nobody, and the watch after it does', async () => {
  const one = await pod({ uid: 'a' });
  const { asked, templates } = await told([
    { kind: 'list-began', cause: 'first' },
    applied(one),
    { kind: 'list-ended', resourceVersion: '1' },
    applied(await pod({ uid: 'b' })),
  ]);
  expect(asked).toHaveLength(1);
  expect(templates).toEqual(['list-began', undefined, 'list-ended', ['main-app']]);
});

test('what comes in the middle of a list asks nobody either', async () => {
  const { asked } = await told([applied(await pod({ uid: 'a' }))], nobody, true);
  expect(asked).toEqual([]);
});

test('a pod without an owner, or with one app container, asks nobody', async () => {
  const plain = await pod();
  const single = { ...plain, containers: plain.containers.slice(0, 1) };
  expect((await told([applied({ ...plain, owner: null }), applied(single)])).asked).toEqual([]);
});

test('what was once told of a pod stays with it', async () => {
  const plain = await pod();
  const known = { snapshot: { ...plain, template: ['main-app'] } };
  const live = { known: () => ({ ...known, lastSeenAt: plain.createdAt, flips: 0, lanes: {} }) };
  expect(await told([applied(plain)], live)).toEqual({ asked: [], templates: [['main-app']] });
});
