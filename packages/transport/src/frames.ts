/**
 * Sending what many pages get. The body is encoded once, whoever else gets the same object, and while it waits for slow
 * readers they all hold the same bytes: a thousand pages that come back at once cost one snapshot, not a thousand.
 */
import type { ViewDelta, ViewSnapshot, ViewState } from '@podline/contract';
import type { FeedSocket } from './line.ts';

/** `delta` must be the same object for all who get the same delta. */
export function sendDelta(socket: FeedSocket, delta: ViewDelta): void {
  send(socket, '2["delta",', encoded(delta, ']'));
}

/** `state` must be the same object for all who get the same state; the rest may differ. */
export function sendSnapshot(socket: FeedSocket, { id, epoch, seq, state }: ViewSnapshot): void {
  const head = `2["snapshot",{"id":${id},"epoch":${JSON.stringify(epoch)},"seq":${seq},"state":`;
  send(socket, head, encoded(state, '}]'));
}

interface Encoded {
  readonly text: string;
  readonly bytes: Buffer;
}

type Shared = ViewDelta | ViewState;

const known = new WeakMap<Shared, Encoded>();

function encoded(shared: Shared, ending: string): Encoded {
  const before = known.get(shared);
  if (before !== undefined) return before;
  const text = JSON.stringify(shared) + ending;
  const made = { text, bytes: Buffer.from(text) };
  known.set(shared, made);
  return made;
}

/**
 * As socket.io's own adapter broadcasts: a frame made beforehand goes beside the text, and engine.io writes the frame as
 * it is. Head and body stay two buffers, which ws writes in one go.
 */
function send(socket: FeedSocket, head: string, body: Encoded): void {
  if (!socket.connected) return;
  // engine.io's 4 is a message, socket.io's 2 an event.
  const opening = Buffer.from(`4${head}`);
  const header = frameHeader(opening.length + body.bytes.length);
  const wsPreEncodedFrame = [Buffer.concat([header, opening]), body.bytes];
  const options = { compress: false, wsPreEncodedFrame };
  socket.conn.write(head + body.text, options);
}

/** Of one whole, unmasked text message, RFC 6455 section 5.2. */
function frameHeader(length: number): Buffer {
  const [marker, size] = length < 126 ? [length, 0] : length < 65_536 ? [126, 2] : [127, 8];
  const header = Buffer.alloc(2 + size);
  header[0] = 0x81;
  header[1] = marker;
  if (size === 2) header.writeUInt16BE(length, 2);
  if (size === 8) header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}
