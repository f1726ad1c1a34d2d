/** The catalogue of faults: what is done, what must hold, and where it is proved. `docs/reliability.md` shows it with the outcome. */

export interface Row {
  readonly id: string;
  /** U: units under a virtual clock. I: real sockets, files, processes. N: long or under load, in `npm run faults` alone. */
  readonly levels: readonly string[];
  readonly fault: string;
  readonly holds: string;
  /** Why nothing can be tested yet; such a row has no tests. Null of all others. */
  readonly notYet: string | null;
}

/** Row, levels, fault, what must hold; then, where nothing can be tested yet, why. */
const ROWS = `
F1 | U,I | A watch ends normally every second. | It goes on from the last version without a list, at a damped rate; the page stays live.
F2 | U | Watches end at once and without an event, for ever. | It backs off up to 30 s; the page says stale after 15 s.
F3 | U,I | A watch is answered 410. | One list; what is gone is marked as inferred; the blind time is a gap.
F4 | U,I | 410 comes as an ERROR event in the middle of a watch. | As F3, and no event before it is lost.
F5 | U | The continue token of a list's page expires. | The list starts over; half a list is never shown.
F6 | U | The version asked for is too large: the server is behind. | It asks again, then for the newest; no time travel is recorded.
F7 | U | ERROR events 500 and 504. | It goes on for a minute, then lists; stale is told after 15 s.
F8 | I | Lists are answered 500 for a long time. | It backs off with jitter, stays up, and recovers by itself; the page says so.
F9 | U | 429 with Retry-After, in seconds and as a date. | It waits that long and does not list for it; the page says throttled.
F10 | I | 401, then a new token in the file. | The token is read again and the watch goes on; credentials rejected is told meanwhile.
F11 | I | 403 after a change of rights. | Slow retries; other namespaces are not touched; the page names what is forbidden.
F12 | I | The log-in program hangs, fails, or floods. | It is ended after 30 s, runs once at a time, and never takes the process with it.
F13 | U | The token file is missing, empty, or ends with a newline. | The last good token is kept; what is read is trimmed.
F14 | I | The line is dead and nobody is told (packets are dropped). | Noticed by the missing bookmark or the end that never comes; stale is told; a gap where history was lost.
F15 | I | The API server is frozen: its connections stay and say nothing. | As F14.
F16 | U,I | RST or FIN in the middle of a line. | The half line is dropped, the version does not move, the event comes again.
F17 | U | One byte a chunk; UTF-8 cut; CRLF; U+2028; NUL; BOM. | The same result as whole.
F18 | U | A line that is no JSON, of another kind, or without metadata. | The watch ends and a list follows; counted.
F19 | I | A pod of 50 MB. | Skipped, counted and named; memory stays bounded; other pods are not touched.
F20 | I | A burst of 10,000 events in a second. | Everything once and in order; the event loop goes on; the page is at most 2 s behind.
F21 | N | A first list of 50,000 pods, paged and slow. | Bounded memory; progress is shown, never "no pods".
F22 | U | Events come twice, and old ones again. | Nothing is doubled; they are dropped and counted.
F23 | U | Events come out of order, across pods and within one. | A pod never goes back to an older version.
F24 | U | A deletion is missed. | The next list marks it as inferred, with its interval.
F25 | U,I | A pod comes back under its name with another uid. | Two pods, two timelines.
F26 | U | restartCount grows by three between two looks. | The last end is filled in, the others are counted as not observed.
F27 | U | A status goes backwards. | Recorded as seen, and marked.
F28 | U | Reported times are in the future, of 1970, in the wrong order, or missing. | No negative length, no NaN; clamped with a note.
F29 | I | Our clock jumps back an hour or forward a day. | Order of record, timers and retention are not touched; the page says that the clock changed.
F30 | I | Two processes write one database; one is stopped for a minute and goes on. | The older writer is fenced off; nothing is doubled.
F31 | I | A page that answers pings and never reads. | Cut by its budget; the memory held for it is bounded.
F32 | I | A flood of pings from a page that never reads. | Cut; memory stays bounded; other pages are not touched.
F33 | N | A thousand pages, two hundred of them slow. | The good ones are told within a second; memory within its budget.
F34 | N | A thousand pages reconnect at once after a restart. | Ready within 10 s.
F35 | I | A page was away for a minute, or a day. | It goes on where it was or starts anew; no hole.
F36 | U,I | Messages that are none: wrong types, 10 MB, deep nesting, binary, prototype keys. | Refused and counted; the process lives.
F37 | I | A page that sends 10,000 messages a second. | Disconnected; other pages are not touched.
F38 | I | Huge addresses and headers, slow requests, garbage. | 414, 431, 408 or 400; others are served.
F39 | U | Paths that climb: .., %2e, %2f, //, %00. | 404 or 400; nothing outside the folder.
F40 | U | SQL and wildcards in every parameter. | Bound, never spliced: the same as a literal.
F41 | I | HTML, scripts, ANSI, right-to-left and zero-width characters in every text. | Nothing runs, nothing is hidden, the layout stands.
F42 | I,N | kill -9 at any moment of a burst, a hundred times. | Nothing lost, nothing doubled, started again within 5 s.
F43 | U,I | kill -9 between commit and push, and between list and checkpoint. | Not lost, not doubled.
F44 | U | Power loss: the write-ahead log is cut or spoilt at every frame. | A prefix of whole transactions remains, and the watch reads the rest again.
F45 | I | The disk is full, and later it is not. | The live view goes on, nothing acknowledged is lost, not recording is told, and it recovers by itself.
F46 | I | The volume is read-only, forbidden, or not there. | A sentence and an exit code at the start; while it runs as F45.
F47 | N | fsync fails. | The writer is opened anew; after many failures it ends with its code.
F48 | I | The file is damaged, no database, or of a newer Podline. | It refuses, keeps the file as it is, and says what to do.
F49 | I | Another program holds the lock, for a second or a minute. | It waits; what is seen meanwhile is kept in bounds; afterwards transactions work.
F50 | I | A reader that never ends pins the write-ahead log. | Its size is a metric; our own readers end.
F51 | I | PostgreSQL restarts, fails over, refuses. | Tried again, nothing doubled, no hole. | Podline keeps its log in SQLite only; there is no PostgreSQL store to test.
F52 | I | No file descriptors are left. | No crash; it takes connections again when there are.
F53 | N | Memory runs out. | A restart loses nothing that was acknowledged.
F54 | I | The event loop is blocked for 5 s. | Connections survive it, and the metric shows it.
F55 | I | SIGTERM under load, SIGHUP, a second SIGTERM. | The last batch is committed, pages are told when to come back, an end within 10 s.
F56 | I | The API for access reviews is down or slow. | Closed for new pages, a minute of grace for open ones. | Podline has no log-in yet, so it asks for no access reviews of users.
F57 | I | The identity provider is down, or changes its keys. | Open sessions live on. | Podline has no log-in yet.
F58 | I | An old database meets a new Podline, and the other way round. | Migrations run once and go on after a kill -9; a newer schema is refused.
F59 | I | A backup during a burst, and its restore. | The copy is sound, and a watch that goes on from it doubles nothing.
F60 | N | Everything at once, at random, from a seed. | All validators, after every calm.
`;

export const CATALOGUE: readonly Row[] = ROWS.trim()
  .split('\n')
  .map((line) => {
    const [id = '', levels = '', fault = '', holds = '', notYet = null] = line.split(' | ');
    return { id, levels: levels.split(','), fault, holds, notYet };
  });
