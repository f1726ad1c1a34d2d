/** The pages of the push measurement, in a process of their own: some read, some stop reading as soon as they asked. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export interface Asked {
  readonly port: number;
  readonly good: number;
  readonly slow: number;
}

export interface Told {
  /** From the first try to connect to the first snapshot, one for each page that got it. */
  readonly servedMs: readonly number[];
  /** From the sending of a delta to its arrival at a page that reads. */
  readonly pushMs: readonly number[];
  /** Pages that read and were cut all the same. */
  readonly lost: number;
}

/** One clock for all processes of this machine. */
export const clockMs = (): number => performance.timeOrigin + performance.now();

const open = (id: number): string =>
  `42${JSON.stringify(['open', { id, query: { kind: 'pods' }, have: null }])}`;
/** So much that no kernel takes it all, so that what follows waits in the hub. */
const VIEWS_OF_SLOW = 16;

/** A page by hand, on a bare socket: the platform's WebSocket cannot stop reading, and costs more than what is measured. */
function page(port: number, isSlow: boolean, told: Mutable<Told>): void {
  const began = clockMs();
  const socket = connect(port, '127.0.0.1');
  let rest: Buffer = Buffer.alloc(0);
  let isUpgraded = false;
  socket.setNoDelay(true);
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\n` +
      `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  );
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (!isUpgraded) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      isUpgraded = true;
      rest = rest.subarray(end + 4);
    }
    for (let frame = firstFrame(rest); frame !== null; frame = firstFrame(rest)) {
      rest = rest.subarray(frame.end);
      heard(frame.payload);
    }
  });
  socket.on('error', () => {});
  // One that does not read does not notice its end either.
  socket.on('close', () => {
    told.lost += 1;
  });

  function heard(payload: Buffer): void {
    const head = payload.toString('latin1', 0, 13);
    if (head.startsWith('42["snapshot"')) told.servedMs.push(clockMs() - began);
    else if (head.startsWith('42["delta"')) pushed(payload);
    else answer(head);
  }

  function pushed(payload: Buffer): void {
    const at = payload.indexOf('sent at ');
    if (at > 0) told.pushMs.push(clockMs() - Number(payload.toString('latin1', at + 8, at + 24)));
  }

  function answer(head: string): void {
    if (head.startsWith('40')) ask();
    else if (head.startsWith('0')) say(socket, '40');
    else if (head === '2') say(socket, '3');
  }

  function ask(): void {
    // What it asks for it does not look at any more.
    if (isSlow) socket.pause();
    for (let id = isSlow ? VIEWS_OF_SLOW : 1; id > 0; id -= 1) say(socket, open(id));
  }
}

/** The first whole frame of what a server sent, and where the next begins; null while more must come. */
function firstFrame(bytes: Buffer): { readonly payload: Buffer; readonly end: number } | null {
  if (bytes.length < 2) return null;
  const short = (bytes[1] ?? 0) & 127;
  const headed = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < headed) return null;
  const length =
    short === 127
      ? Number(bytes.readBigUInt64BE(2))
      : short === 126
        ? bytes.readUInt16BE(2)
        : short;
  const end = headed + length;
  return bytes.length < end ? null : { payload: bytes.subarray(headed, end), end };
}

/** A text frame as a page sends it: masked, with a mask of zeros. */
function say(socket: Socket, text: string): void {
  const length = Buffer.byteLength(text);
  socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | length, 0, 0, 0, 0]), Buffer.from(text)]));
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

if (process.send !== undefined) {
  const told: Mutable<Told> = { servedMs: [], pushMs: [], lost: 0 };
  process.on('message', (asked: Asked | 'what came') => {
    if (asked === 'what came') {
      process.send?.(told);
      told.pushMs = [];
      return;
    }
    for (let number = 0; number < asked.good; number += 1) page(asked.port, false, told);
    for (let number = 0; number < asked.slow; number += 1) page(asked.port, true, told);
  });
}
