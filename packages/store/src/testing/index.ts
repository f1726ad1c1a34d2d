/** For bench: databases of any size. */
export { type FullDatabase, makeFullDatabase } from './full-database.ts';
