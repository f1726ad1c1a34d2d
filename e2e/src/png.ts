/** A PNG as a browser writes it quickly, packed again as small as zlib can: the same pixels. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE_BYTES = 8;

interface Chunk {
  readonly type: string;
  readonly content: Buffer;
}

/** @throws where it is no PNG. */
export function smallerPng(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const pixels = inflateSync(
    Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ content }) => content)),
  );
  const packed = { type: 'IDAT', content: deflateSync(pixels, { level: 9, memLevel: 9 }) };
  const first = chunks.findIndex(({ type }) => type === 'IDAT');
  const others = chunks.filter(({ type }) => type !== 'IDAT');
  return Buffer.concat([
    png.subarray(0, SIGNATURE_BYTES),
    ...others.toSpliced(first, 0, packed).map(written),
  ]);
}

function chunksOf(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let at = SIGNATURE_BYTES;
  while (at < png.length) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.push({ type, content: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function written({ type, content }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(content.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
