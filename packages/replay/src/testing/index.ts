/** For tests of whatever shows what a cluster says: pods that say planted secrets wherever they may, and a search for these. */
export { PLANTED_LINES, PLANTED_NAMESPACE, plantedRecording } from './planted-recording.ts';
export { plantedIn } from './planted-search.ts';
