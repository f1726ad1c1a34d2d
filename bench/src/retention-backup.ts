/** `podline backup` without the rest of it: a process of its own beside the one that writes. Arguments: database, copy. */
import { millis } from '@podline/domain';
import { backup } from '@podline/store';

const [from = '', to = ''] = process.argv.slice(2);
const began = performance.now();
const made = await backup({ from, to, now: () => millis(1_792_000_000_000) });
const seconds = ((performance.now() - began) / 1000).toFixed(1);
console.log(`backup              ${made.bytes} bytes in ${seconds} s, integrity ${made.integrity}`);
