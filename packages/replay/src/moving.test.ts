import { describe, expect, it } from 'vitest';
import { freshIds, identitiesIn, movedEventName, movedText } from './moving.ts';
import { line, pod, recorded, recording } from './test-client.ts';

const untouched = (id: string): string => id;
const UID = '1a65b536-9e94-47d7-a2d0-3f66927b3628';
const CONTAINER = 'b4d038b27a617cf744065b4a39bd0c4838ad32f2717b0d450011105a71e76ec7';

describe('times', () => {
  it.each([
    ['a whole second', '{"a":"2026-11-22T23:59:58Z"}', '{"a":"2026-11-23T00:00:01Z"}'],
    [
      'a MicroTime keeps its fraction',
      '{"a":"2026-11-22T08:52:33.012345Z"}',
      '{"a":"2026-11-22T08:52:36.012345Z"}',
    ],
    ['null stays', '{"a":null}', '{"a":null}'],
    [
      'a time inside a text stays',
      '{"a":"since 2026-11-22T08:52:33Z"}',
      '{"a":"since 2026-11-22T08:52:33Z"}',
    ],
    [
      'a time in JSON inside a text stays',
      String.raw`{"a":"{\"b\":\"2026-11-22T08:52:33Z\"}"}`,
      String.raw`{"a":"{\"b\":\"2026-11-22T08:52:33Z\"}"}`,
    ],
  ])('%s', (_, text, moved) => {
    expect(movedText(text, { shiftMs: 3000, freshId: untouched })).toBe(moved);
  });
});

describe('identities', () => {
  const fresh = (round: number, seed = 'seed') =>
    freshIds(new Set([UID, CONTAINER, '18ea51fe1189afc7']), seed, round);

  it('are moved wherever they occur, messages included', () => {
    const text = `{"uid":"${UID}","message":"pod=a_b(${UID})","id":"containerd://${CONTAINER}"}`;
    const moved = movedText(text, { shiftMs: 0, freshId: fresh(1) });
    expect(moved).not.toContain(UID);
    expect(moved).not.toContain(CONTAINER);
    expect(moved.split(fresh(1)(UID))).toHaveLength(3);
  });

  it('have the shape of what they stand for', () => {
    expect(fresh(1)(UID)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(fresh(1)(CONTAINER)).toMatch(/^[0-9a-f]{64}$/);
    expect(movedEventName('web.18ea51fe1189afc7', { shiftMs: 0, freshId: fresh(1) })).toMatch(
      /^web\.[0-9a-f]{16}$/,
    );
  });

  it('are the same for the same seed and round, and only then', () => {
    expect(fresh(1)(UID)).toBe(fresh(1)(UID));
    expect(new Set([fresh(1)(UID), fresh(2)(UID), fresh(1, 'other')(UID)]).size).toBe(3);
  });

  it('of owners and images stay, because they outlive a pod', async () => {
    const shop = await recorded('demo-shop');
    const ids = identitiesIn([shop]);
    const owner = /"ownerReferences":\[\{[^\]]*?"uid":"([^"]+)"/.exec(
      shop.pods[1]?.text ?? '',
    )?.[1];
    const image = /"imageID":"[^"]*sha256:([0-9a-f]{64})"/.exec(shop.pods[30]?.text ?? '')?.[1];
    expect(owner).toBeDefined();
    expect(image).toBeDefined();
    expect(ids.has(owner ?? '')).toBe(false);
    expect(ids.has(image ?? '')).toBe(false);
  });

  it('are those of pods, their containers and Events', () => {
    const { metadata, ...rest } = pod('a', 1);
    const status = { containerStatuses: [{ containerID: `containerd://${CONTAINER}` }] };
    const ids = identitiesIn([
      recording([line(0, 'ADDED', { metadata: { ...metadata, uid: UID }, ...rest, status })]),
    ]);
    expect([...ids]).toEqual([UID, CONTAINER]);
  });
});
