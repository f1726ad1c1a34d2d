/** For tests of whatever shows what programs wrote: lines with secrets planted in them. */
export { KEY_BODY, PLANTED, PLANTED_KEYS } from './planted-secrets.ts';
