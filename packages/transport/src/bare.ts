/** For tests: a page on a bare TCP socket. It keeps to no protocol but what it is told to, byte by byte. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Heard } from './served.ts';

export const HANDSHAKE = '/socket.io/?EIO=4&transport=websocket';

export interface BarePage {
  readonly socket: Socket;
  /** The status line of the answer to the handshake; '' when there was none. */
  readonly answer: Promise<string>;
  /** Text frames, in order. */
  readonly heard: Heard<string>;
  /** Close frames that the server sent. */
  readonly farewells: Heard<number>;
  /** Resolves when the TCP connection is gone. */
  readonly ended: Promise<unknown>;
  /** One whole frame, masked as a page must. */
  frame(opcode: number, payload: Buffer | string): void;
  say(text: string): void;
  stopReading(): void;
}

/** Asks for an upgrade of `path` with these headers beside the usual ones. */
export function barePage(
  port: number,
  headers: Record<string, string> = {},
  path = HANDSHAKE,
): BarePage {
  const socket = connect(port, '127.0.0.1');
  const heard = new Heard<string>();
  const farewells = new Heard<number>();
  const answer = Promise.withResolvers<string>();
  let bytes: Buffer = Buffer.alloc(0);
  let isUpgraded = false;
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.once('close', () => answer.resolve(''));
  // A server that cuts resets.
  socket.on('error', () => {});
  const all = {
    Host: `127.0.0.1:${port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    if (!isUpgraded) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      isUpgraded = true;
      answer.resolve(bytes.toString('latin1', 0, bytes.indexOf('\r\n')));
      bytes = bytes.subarray(end + 4);
    }
    for (let next = firstFrame(bytes); next !== null; next = firstFrame(bytes)) {
      bytes = bytes.subarray(next.end);
      if (next.opcode === 8) farewells.push(next.payload.length);
      else heard.push(next.payload.toString());
    }
  });
  const frame = (opcode: number, payload: Buffer | string): void => {
    socket.write(masked(opcode, Buffer.from(payload as string)));
  };
  return {
    socket,
    answer: answer.promise,
    heard,
    farewells,
    ended,
    frame,
    say: (text) => frame(1, text),
    stopReading: () => socket.pause(),
  };
}

/** A page that stands in the feed: the cluster's status came. */
export async function barePageIn(
  port: number,
  headers: Record<string, string> = {},
): Promise<BarePage> {
  const page = barePage(port, headers);
  await page.heard.count(1);
  page.say('40');
  await page.heard.until((all) => all.some((text) => text.startsWith('42["cluster"')));
  return page;
}

/** When the kernel has taken what the page said, or the page is cut. */
export const flushed = (page: BarePage): Promise<unknown> =>
  Promise.race([once(page.socket, 'drain').catch(() => null), page.ended]);

/** A whole frame with a mask of zeros. */
export function masked(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const [marker, size] = length < 126 ? [length, 0] : length < 65_536 ? [126, 2] : [127, 8];
  const header = Buffer.alloc(2 + size + 4);
  header[0] = 0x80 | opcode;
  header[1] = 0x80 | marker;
  if (size === 2) header.writeUInt16BE(length, 2);
  if (size === 8) header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, payload]);
}

/** The first whole frame of a server's, and where the next begins; null while more must come. */
function firstFrame(bytes: Buffer) {
  if (bytes.length < 2) return null;
  const short = (bytes[1] ?? 0) & 127;
  const head = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < head) return null;
  const long = (): number =>
    short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  const end = head + (short < 126 ? short : long());
  if (bytes.length < end) return null;
  return { opcode: (bytes[0] ?? 0) & 15, payload: bytes.subarray(head, end), end };
}
