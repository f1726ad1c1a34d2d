/** A page that asks for much and then reads nothing any more, on a bare socket: what speaks WebSocket by itself cannot stop reading. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';

export interface SlowPage {
  /** Resolves when the server has cut it. */
  readonly cut: Promise<void>;
  close(): void;
}

/** As many as a page may open: so that what waits for it is much. */
const VIEWS = 16;

const OPENS = Array.from(
  { length: VIEWS },
  (_, id) => `42${JSON.stringify(['open', { id, query: { kind: 'pods' }, have: null }])}`,
);

/** Connects from `localAddress`, asks for its views, and stops reading. Resolves when it has. */
export async function openSlowPage(port: number, localAddress: string): Promise<SlowPage> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  // How it ends is told by `close`.
  socket.on('error', () => {});
  const host = `127.0.0.1:${port}`;
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\n` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  );
  const heard = async (what: string): Promise<void> => {
    for (let text = ''; !text.includes(what); ) text += String((await once(socket, 'data'))[0]);
  };
  await heard('"pingInterval"');
  socket.write(frame('40'));
  await heard('40{"sid"');
  socket.pause();
  for (const open of OPENS) socket.write(frame(open));
  // One that does not read does not hear of its end; that nothing can be sent to it any more it does.
  const timer = setInterval(() => socket.write(frame('3')), 1000);
  const cut = new Promise<void>((resolve) => {
    socket.once('close', () => {
      clearInterval(timer);
      resolve();
    });
  });
  return { cut, close: () => void socket.destroy() };
}

/** A text frame as a page sends it: masked, with a mask of zeros. */
const frame = (text: string): Buffer =>
  Buffer.concat([
    Buffer.from([0x81, 0x80 | Buffer.byteLength(text), 0, 0, 0, 0]),
    Buffer.from(text),
  ]);
