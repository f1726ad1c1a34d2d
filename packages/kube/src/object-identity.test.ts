import { expect, test } from 'vitest';
import { endpointSliceFromApi } from './endpoint-slice-from-api.ts';
import { jobFromApi } from './job-from-api.ts';
import { serviceFromApi } from './service-from-api.ts';

const metadata = { uid: 'u', namespace: 'shop', name: 'db', resourceVersion: '5' };

test.each([
  ['Service', serviceFromApi],
  ['EndpointSlice', endpointSliceFromApi],
  ['Job', jobFromApi],
])('a %s that lacks its identity is unreadable, and says what is missing', (kind, decode) => {
  expect(decode({ metadata })).toMatchObject(metadata);
  for (const field of ['uid', 'namespace', 'name', 'resourceVersion'] as const) {
    const told = decode({ metadata: { ...metadata, [field]: '' } });
    expect(told).toEqual({
      unreadable: expect.stringMatching(`^The ${kind} .* has no metadata.${field}\\.$`),
      uid: field === 'uid' ? null : 'u',
    });
  }
  expect(decode({ kind: 'Secret', metadata })).toEqual({
    unreadable: `An object of kind "Secret" came among those of kind ${kind}.`,
    uid: 'u',
  });
});
