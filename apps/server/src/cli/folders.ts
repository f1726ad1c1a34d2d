/** Where things are, seen from this file: the same in a checkout and in the image. */
import { fileURLToPath } from 'node:url';

const fromRoot = (path: string): string =>
  fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

export const WEB_FOLDER = fromRoot('apps/web/build');
export const RECORDINGS_FOLDER = fromRoot('recordings');
