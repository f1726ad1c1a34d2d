/**
 * A stranger to Podline: takes a lock on the database and says `held`, keeps it until it is sent a line, lets go and says
 * `free`. Says `locked` and ends where somebody else has it. Arguments: database, the statements that take it, those that let go of it.
 */
import { writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const [path = '', take = '', release = ''] = process.argv.slice(2);
const database = new DatabaseSync(path);
if (isTaken()) writeSync(1, 'held\n');
else {
  writeSync(1, 'locked\n');
  process.stdin.destroy();
}
process.stdin.once('data', () => {
  database.exec(release);
  database.close();
  writeSync(1, 'free\n');
  process.stdin.destroy();
});

function isTaken(): boolean {
  try {
    database.exec(take);
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) return false;
    throw error;
  }
}
