/** A TCP proxy on loopback that harms what passes through it, as told while it runs. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** `up` is from the client to the server, `down` what the server answers. */
export type Direction = 'up' | 'down';

/** What happens to the bytes of one direction, of connections that are open and of those to come. */
export type Harm =
  | { readonly kind: 'none' }
  /** Each chunk arrives so much later, in order. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Nothing passes, and nothing is lost: what was held comes when the harm is taken away. Half-open, seen from the other end. */
  | { readonly kind: 'stop' }
  /** At most so many bytes a chunk, each in a packet of its own. */
  | { readonly kind: 'trickle'; readonly bytes: number };

/** What becomes of a connection: `fin` ends it in good order, `rst` as a crash does. */
export type Ending = 'fin' | 'rst';

export interface ChaosProxy {
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  harm(direction: Direction, harm: Harm): void;
  /** Lets so many more bytes of the direction pass on the connection that brings them, then ends it. Once. */
  cutAfter(direction: Direction, bytes: number, ending: Ending): void;
  /** Ends every open connection. */
  cut(ending: Ending): void;
  /** Whether new connections are taken; refused ones see an RST. */
  refuse(refused: boolean): void;
  /** Sends what comes next elsewhere. */
  retarget(port: number): void;
  /** Connections since the beginning, and those open now. */
  counts(): { readonly total: number; readonly open: number; readonly refused: number };
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/**
 * Listens on a free port and passes on to `port` of loopback. Nothing passes differently until it is told so, but for the first
 * chunk of each connection, which `first` may rewrite.
 */
export async function startChaosProxy(
  port: number,
  first: (chunk: Buffer) => Buffer = (chunk) => chunk,
): Promise<ChaosProxy> {
  const harms: Record<Direction, Harm> = { up: { kind: 'none' }, down: { kind: 'none' } };
  let cutting: { readonly direction: Direction; left: number; readonly ending: Ending } | null =
    null;
  let target = port;
  let isRefusing = false;
  let total = 0;
  let refused = 0;
  const pairs = new Set<Pair>();
  const lanes = new Set<Lane>();

  /** The part of the chunk that may pass, and how the connection ends after it. */
  const beforeCut = (direction: Direction, chunk: Buffer): [Buffer, Ending | null] => {
    if (cutting === null || cutting.direction !== direction) return [chunk, null];
    if (chunk.length < cutting.left) {
      cutting.left -= chunk.length;
      return [chunk, null];
    }
    const { left, ending } = cutting;
    cutting = null;
    return [chunk.subarray(0, left), ending];
  };

  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (isRefusing) {
      refused += 1;
      client.resetAndDestroy();
      return;
    }
    total += 1;
    const pair = { client, server: connect({ port: target, host: '127.0.0.1' }) };
    pair.server.allowHalfOpen = true;
    pairs.add(pair);
    const up = lane(client, pair.server, () => harms.up);
    const down = lane(pair.server, client, () => harms.down);
    lanes.add(up).add(down);
    const gone = (): void => {
      pairs.delete(pair);
      lanes.delete(up);
      lanes.delete(down);
      up.stop();
      down.stop();
      client.destroy();
      pair.server.destroy();
    };
    const rewrites = { up: firstOnly(first), down: (chunk: Buffer) => chunk };
    const listen = (from: Socket, direction: Direction, through: Lane): void => {
      from.setNoDelay(true);
      from.on('data', (chunk: Buffer) => {
        const [passing, ending] = beforeCut(direction, rewrites[direction](chunk));
        through.push(passing);
        if (ending !== null) through.push(ending);
      });
      from.on('end', () => through.push('fin'));
      // A reset on one side is a reset on the other: the error itself tells nothing more.
      from.on('error', () => {
        pair.client.resetAndDestroy();
        pair.server.resetAndDestroy();
      });
      from.on('close', () => {
        if (client.destroyed && pair.server.destroyed) gone();
        else if (from.readableEnded === false) gone();
      });
    };
    listen(client, 'up', up);
    listen(pair.server, 'down', down);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = (server.address() as AddressInfo).port;

  return {
    port: own,
    url: `http://127.0.0.1:${own}`,
    harm(direction, harm) {
      harms[direction] = harm;
      for (const each of lanes) each.changed();
    },
    cutAfter(direction, bytes, ending) {
      cutting = { direction, left: bytes, ending };
    },
    cut(ending) {
      for (const pair of [...pairs]) endBoth(pair, ending);
    },
    refuse(value) {
      isRefusing = value;
    },
    retarget(value) {
      target = value;
    },
    counts: () => ({ total, open: pairs.size, refused }),
    async close() {
      for (const pair of [...pairs]) endBoth(pair, 'rst');
      server.close();
      await once(server, 'close');
    },
  };
}

function firstOnly(rewrite: (chunk: Buffer) => Buffer): (chunk: Buffer) => Buffer {
  let isFirst = true;
  return (chunk) => {
    const rewritten = isFirst ? rewrite(chunk) : chunk;
    isFirst = false;
    return rewritten;
  };
}

/** A browser says with each upgrade which page asks; a client without a browser does not. */
export const asBrowser = (chunk: Buffer): Buffer =>
  Buffer.from(
    chunk
      .toString('latin1')
      .replace(/\r\nHost: (\S+)\r\n/i, (line, host) => `${line}Origin: http://${host}\r\n`),
    'latin1',
  );

function endBoth({ client, server }: Pair, ending: Ending): void {
  if (ending === 'rst') {
    client.resetAndDestroy();
    server.resetAndDestroy();
    return;
  }
  client.end();
  server.end();
  // The other end may never answer a FIN, and a cut is a cut.
  client.destroySoon();
  server.destroySoon();
}

/** One direction of one connection: what waits, and how it leaves. */
interface Lane {
  push(item: Buffer | Ending): void;
  /** The harm was changed. */
  changed(): void;
  stop(): void;
}

function lane(from: Socket, to: Socket, harm: () => Harm): Lane {
  const waiting: (Buffer | Ending)[] = [];
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;

  const later = (ms: number): void => {
    timer ??= setTimeout(() => {
      timer = null;
      leave(1);
      step();
    }, ms);
  };
  /** Writes the first `count` items that wait. */
  const leave = (count: number): void => {
    for (const item of waiting.splice(0, count)) {
      if (typeof item !== 'string') to.write(item);
      else if (item === 'fin') to.end();
      else endBoth({ client: from, server: to }, 'rst');
    }
  };
  const trickle = (bytes: number): void => {
    const [first] = waiting;
    if (first === undefined || typeof first === 'string') {
      leave(1);
      setImmediate(step);
      return;
    }
    waiting[0] = first.subarray(bytes);
    to.write(first.subarray(0, bytes), () => setImmediate(step));
    if (waiting[0].length === 0) waiting.shift();
  };
  const step = (): void => {
    if (isStopped || waiting.length === 0 || timer !== null) return;
    const now = harm();
    switch (now.kind) {
      case 'none':
        leave(waiting.length);
        return;
      case 'stop':
        return;
      case 'delay':
        later(now.ms);
        return;
      case 'trickle':
        trickle(now.bytes);
        return;
    }
  };
  return {
    push(item) {
      waiting.push(item);
      step();
    },
    changed: () => step(),
    stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
