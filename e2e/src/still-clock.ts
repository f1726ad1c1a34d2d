/** `node --import` this: the process's clock stands still, and so everything that it tells is the same each time. Timers go on. */
export const STILL_AT = Date.UTC(2026, 10, 22, 3, 12);

Date.now = () => STILL_AT;
