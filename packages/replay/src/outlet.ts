/** The bytes of one answer on their way out: whole, in small pieces, cut off, or frozen. */

import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface Framing {
  /** Bytes of each write; `null`: as they come. */
  readonly trickleBytes: number | null;
  readonly crlf: boolean;
  readonly bom: boolean;
}

export type CutHow = 'end' | 'fin' | 'rst';

/** A reader that takes this little is cut off, as the real API server does, instead of buffering for it without end. */
const MOST_UNREAD_BYTES = 64 * 1024 * 1024;
const FILL = Buffer.alloc(64 * 1024, 'x');
const BYTE_ORDER_MARK = '\uFEFF';

export class Outlet {
  readonly #response: ServerResponse;
  readonly #framing: Framing;
  /** What waits until what is being written piece by piece is out. */
  readonly #queue: (Iterable<Buffer> | (() => void))[] = [];
  #isPumping = false;
  #isClosed = false;
  #hasBegun = false;

  constructor(response: ServerResponse, framing: Framing) {
    this.#response = response;
    this.#framing = framing;
  }

  write(text: string | Buffer): void {
    const framed = this.#framed(text);
    if (this.#framing.trickleBytes !== null)
      this.#push(piecesOf(bytesOf(framed), this.#framing.trickleBytes));
    else if (this.#isPumping) this.#push([bytesOf(framed)]);
    else this.#now(framed);
  }

  /** `before`, `fillBytes` of filling, `after`: never all in memory at once. */
  writeInflated(before: string, fillBytes: number, after: string): void {
    this.#push(inflated(this.#framed(before), fillBytes, this.#framed(after)));
  }

  /** All there is to say, and the end; with a length, where nothing stands against it. */
  whole(text: string): void {
    const isPlain = this.#framing.trickleBytes === null && !this.#hasBegun && !this.#isPumping;
    if (isPlain && !this.#isClosed) this.#response.end(this.#framed(text));
    else {
      this.write(text);
      this.end();
    }
  }

  end(): void {
    this.#finally(() => this.#response.end());
  }

  /** Ends for good, after what was written. */
  cut(how: CutHow): void {
    this.#finally(() => {
      if (how === 'end') this.#response.end();
      // What was written leaves the process at the end of this turn; only then may the connection go.
      else setImmediate(() => cutConnection(this.#response, how));
    });
  }

  /** Nothing more comes, not even an end, and the connection stays. */
  freeze(): void {
    this.#finally(() => {});
  }

  #framed(text: string | Buffer): string | Buffer {
    const { bom, crlf } = this.#framing;
    const isFirst = !this.#hasBegun;
    this.#hasBegun = true;
    if (!crlf && !(bom && isFirst)) return text;
    const plain = text.toString('utf8');
    const ends = crlf ? plain.replaceAll('\n', '\r\n') : plain;
    return bom && isFirst ? `${BYTE_ORDER_MARK}${ends}` : ends;
  }

  #now(text: string | Buffer): void {
    if (this.#isClosed) return;
    if (this.#response.writableLength > MOST_UNREAD_BYTES) this.#response.destroy();
    else this.#response.write(text);
  }

  #finally(run: () => void): void {
    if (this.#isClosed) return;
    if (this.#isPumping) this.#push(run);
    else run();
    this.#isClosed = true;
  }

  #push(next: Iterable<Buffer> | (() => void)): void {
    if (this.#isClosed) return;
    this.#queue.push(next);
    if (!this.#isPumping) void this.#pump();
  }

  async #pump(): Promise<void> {
    this.#isPumping = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      if (typeof next === 'function') next();
      else for (const piece of next) await this.#piece(piece);
    }
    this.#isPumping = false;
  }

  /** Each piece in a turn of its own, so that it leaves alone; and none faster than the reader takes it. */
  async #piece(piece: Buffer): Promise<void> {
    if (this.#response.destroyed) return;
    if (this.#response.write(piece)) await nextTurn();
    else await drained(this.#response);
  }
}

function* piecesOf(bytes: Buffer, size: number): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

function* inflated(
  before: string | Buffer,
  fillBytes: number,
  after: string | Buffer,
): Generator<Buffer> {
  yield bytesOf(before);
  for (let left = fillBytes; left > 0; left -= FILL.length) yield FILL.subarray(0, left);
  yield bytesOf(after);
}

function cutConnection({ socket }: ServerResponse, how: 'fin' | 'rst'): void {
  if (how === 'rst') socket?.resetAndDestroy();
  else socket?.destroySoon();
}

/** Resolves when the reader has taken what was written, or is gone. */
const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const isOver = (): void => {
      response.off('drain', isOver);
      response.off('close', isOver);
      resolve();
    };
    response.on('drain', isOver);
    response.on('close', isOver);
  });

const bytesOf = (text: string | Buffer): Buffer =>
  typeof text === 'string' ? Buffer.from(text) : text;
