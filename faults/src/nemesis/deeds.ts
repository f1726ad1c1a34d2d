/** What the nemesis can do. Each deed lasts as long as it says and takes itself back. */
import { connect } from 'node:net';
import type { Fault } from '@podline/replay';
import type { Random } from '../random.ts';
import type { Stage } from './stage.ts';

export interface Deed {
  readonly name: string;
  /** How often it is chosen beside the others. */
  readonly weight: number;
  /** Resolves when it is over. */
  run(stage: Stage, random: Random): Promise<void>;
}

export const passed = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

const watching = { on: 'watch', resource: 'pods' } as const;
const listing = { on: 'list', resource: 'pods' } as const;

/** Faults of the API server that need no taking back: they happen so often and are over. */
const INJECTED: Readonly<Record<string, (random: Random) => Fault>> = {
  'watch ends': (random) => ({
    ...watching,
    times: 1 + random.below(3),
    do: { kind: 'end', afterMs: random.below(800) },
  }),
  'watch 410': () => ({ ...watching, do: { kind: 'status', code: 410 } }),
  'ERROR event 410': (random) => ({
    ...watching,
    after: random.below(20),
    do: { kind: 'error-event', code: 410 },
  }),
  'ERROR event 500': (random) => ({
    ...watching,
    after: random.below(20),
    do: { kind: 'error-event', code: 500 },
  }),
  'status 500': (random) => ({
    resource: 'pods',
    times: 1 + random.below(3),
    do: { kind: 'status', code: 500 },
  }),
  'status 401': () => ({ resource: 'pods', do: { kind: 'status', code: 401 } }),
  'status 403': () => ({ resource: 'pods', do: { kind: 'status', code: 403 } }),
  'status 429': () => ({ resource: 'pods', do: { kind: 'status', code: 429, retryAfter: 1 } }),
  'version too large': () => ({ ...listing, do: { kind: 'too-large-version' } }),
  'line twice': (random) => ({
    ...watching,
    times: 1 + random.below(10),
    do: { kind: 'duplicate' },
  }),
  'old lines again': (random) => ({
    ...watching,
    after: random.below(20),
    do: { kind: 'replay', lines: 10 },
  }),
  'lines swapped': (random) => ({
    ...watching,
    times: 1 + random.below(5),
    do: { kind: 'swap', with: 'other-pod' },
  }),
  'line that is no JSON': (random) => ({
    ...watching,
    after: random.below(20),
    do: { kind: 'corrupt', how: 'not-json' },
  }),
  'line cut': (random) => ({
    ...watching,
    after: random.below(20),
    do: {
      kind: 'cut',
      how: random.pick(['end', 'fin', 'rst'] as const),
      atByte: random.below(300),
    },
  }),
  'byte by byte': () => ({ ...watching, do: { kind: 'trickle', bytes: 16 } }),
  CRLF: () => ({ ...watching, do: { kind: 'crlf' } }),
  'slow answer': (random) => ({ resource: 'pods', do: { kind: 'delay', ms: random.below(3000) } }),
};

const injected = Object.entries(INJECTED).map(
  ([name, faultOf]): Deed => ({
    name,
    weight: 1,
    async run({ world }, random) {
      world.api.faults.inject(faultOf(random));
      // A fault of requests needs one.
      if (random.next() < 0.5) world.api.faults.strike({ kind: 'end' }, watching);
    },
  }),
);

const OTHERS: readonly Deed[] = [
  {
    name: 'history compacted',
    weight: 2,
    async run({ world }) {
      world.proxy.cut('rst');
      world.api.compact();
    },
  },
  {
    name: 'API server gone',
    weight: 3,
    async run({ world }, random) {
      world.proxy.refuse(true);
      world.proxy.cut(random.pick(['rst', 'fin'] as const));
      await passed(random.below(6000));
      world.proxy.refuse(false);
    },
  },
  {
    name: 'API server frozen',
    weight: 2,
    async run({ world }, random) {
      world.proxy.harm('down', { kind: 'stop' });
      world.proxy.harm('up', { kind: 'stop' });
      await passed(random.below(8000));
      world.proxy.harm('down', { kind: 'none' });
      world.proxy.harm('up', { kind: 'none' });
    },
  },
  {
    name: 'line to the API slow',
    weight: 2,
    async run({ world }, random) {
      const harms = [
        { kind: 'delay', ms: random.below(300) },
        { kind: 'trickle', bytes: 1 + random.below(200) },
      ] as const;
      world.proxy.harm('down', random.pick(harms));
      await passed(random.below(3000));
      world.proxy.harm('down', { kind: 'none' });
    },
  },
  {
    name: 'cut after some bytes',
    weight: 3,
    async run({ world }, random) {
      world.proxy.cutAfter('down', random.below(20_000), random.pick(['rst', 'fin'] as const));
    },
  },
  {
    name: 'kill -9',
    weight: 5,
    async run(stage, random) {
      await stage.replace('SIGKILL', random.below(2000));
    },
  },
  {
    name: 'SIGTERM',
    weight: 2,
    async run(stage, random) {
      await stage.replace(random.pick(['SIGTERM', 'SIGHUP'] as const), 0);
    },
  },
  {
    name: 'SIGSTOP',
    weight: 2,
    async run(stage, random) {
      const server = stage.server();
      server.signal('SIGSTOP');
      await passed(random.below(5000));
      server.signal('SIGCONT');
    },
  },
  {
    name: 'database locked',
    weight: 2,
    async run(stage, random) {
      stage.lock();
      await passed(random.below(12_000));
      stage.unlock();
    },
  },
  {
    name: 'disk full',
    weight: 2,
    async run(stage, random) {
      stage.disk?.fill();
      await passed(random.below(8000));
      stage.disk?.free();
    },
  },
  {
    name: 'page away',
    weight: 3,
    async run({ pages }, random) {
      const { line } = random.pick(pages);
      line.refuse(true);
      line.cut(random.pick(['rst', 'fin'] as const));
      await passed(random.below(5000));
      line.refuse(false);
    },
  },
  {
    name: 'page that does not read',
    weight: 2,
    async run({ pages }, random) {
      const { line } = random.pick(pages);
      line.harm('down', { kind: 'stop' });
      await passed(random.below(10_000));
      line.harm('down', { kind: 'none' });
    },
  },
  {
    name: 'hostile client',
    weight: 2,
    async run({ world }, random) {
      const socket = connect(world.options.port, '127.0.0.1');
      // Being thrown out is what it is there for.
      socket.on('error', () => {});
      const garbage = Buffer.from(Array.from({ length: 4000 }, () => random.below(256)));
      socket.write(
        random.pick([
          garbage,
          Buffer.from('GET /socket.io/ HTTP/1.1\r\n'),
          Buffer.from(`GET /${'%2e%2e/'.repeat(2000)} HTTP/1.1\r\n\r\n`),
        ]),
      );
      await passed(random.below(2000));
      socket.destroy();
    },
  },
];

export const DEEDS: readonly Deed[] = [...injected, ...OTHERS];

/** One of them, the heavier the likelier. */
export function chosenFrom(deeds: readonly Deed[], random: Random): Deed {
  let left = random.next() * deeds.reduce((sum, { weight }) => sum + weight, 0);
  for (const deed of deeds) {
    left -= deed.weight;
    if (left < 0) return deed;
  }
  return random.pick(deeds);
}
