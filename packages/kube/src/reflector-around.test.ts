import { startReplayServer } from '@podline/replay';
import { expect, onTestFinished, test } from 'vitest';
import type { Unreadable } from './api-json.ts';
import type { Resource } from './api-path.ts';
import { endpointSliceFromApi } from './endpoint-slice-from-api.ts';
import { jobFromApi } from './job-from-api.ts';
import { reflect } from './reflector.ts';
import type { Versioned } from './reflector-state.ts';
import { serviceFromApi } from './service-from-api.ts';
import { manualClock } from './testing/manual-clock.ts';
import { testCluster } from './testing/test-cluster.ts';

type Decode = (object: unknown) => (Versioned & { readonly name: string }) | Unreadable;

test.each<[Resource, string, Decode]>([
  ['services', 'Service', serviceFromApi],
  ['endpointslices', 'EndpointSlice', endpointSliceFromApi],
  ['jobs', 'Job', jobFromApi],
])(
  '%s are listed, watched and seen to go, by pages and by streams',
  async (resource, kind, decode) => {
    for (const streams of [true, false]) {
      const server = await startReplayServer({
        recordings: [],
        startOn: 'told',
        token: 'secret-1',
      });
      onTestFinished(() => server.close());
      const at = (name: string) => ({ kind, metadata: { name, namespace: 'shop' } });
      server.apply(at('first'));
      server.apply({ ...at('elsewhere'), metadata: { name: 'elsewhere', namespace: 'bank' } });
      const { cluster } = await testCluster(manualClock({ random: () => 0 }), server.url);
      const stop = new AbortController();
      const events = reflect({
        ...{ cluster, resource, decode, namespace: 'shop', resumeFrom: null, streams },
        signal: stop.signal,
      });
      const told: string[] = [];
      for await (const event of events) {
        told.push('snapshot' in event ? `${event.kind} ${event.snapshot.name}` : event.kind);
        if (event.kind === 'watching') {
          server.apply(at('second'));
          server.delete({ kind: resource, namespace: 'shop', name: 'first' });
        }
        if (event.kind === 'deleted') stop.abort();
      }
      expect(told.filter((it) => it !== 'bookmark')).toEqual([
        ...['list-began', 'applied first', 'list-ended', 'watching'],
        ...['applied second', 'deleted first'],
      ]);
    }
  },
);
