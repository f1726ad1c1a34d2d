/**
 * A line without what differs from one time to the next: `12:30:01 dial tcp 10.0.0.7:5432: refused after 3 tries` becomes
 * `<time> dial tcp <ip>: refused after <n> tries`. What is left is what the program always says when this happens to it.
 */

/** The alphabet of the API server's random suffixes: `k8s.io/apimachinery/pkg/util/rand`. */
const RANDOM = '[bcdfghjklmnpqrstvwxz2456789]';
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? +';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*';
const CLOCK = String.raw`\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?`;
const ZONE = String.raw`(?: ?(?:Z|UTC|GMT|CES?T|[+-]\d\d:?\d\d)(?![A-Za-z\d]))?`;
// A figure must be in it: names of modules have colons too.
const IP6 = String.raw`(?=[a-f:]*\d)(?:[\da-f]{0,4}:){2,7}[\da-f]{1,4}`;
const DATE = [
  String.raw`\d{4}[-/.]\d\d[-/.]\d\d`,
  String.raw`(?:${DAY})?\d{1,2}[ /-]${MONTH}[ /-]\d{4}`,
  String.raw`(?:${DAY})?${MONTH} +\d{1,2}(?:,? +\d{4}(?=[ ,T]))?`,
].join('|');

/** In this order: what a later one would take apart comes before it. No pattern looks further than its own characters. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi, '<id>'],
  [
    new RegExp(`(?<![A-Za-z\\d])(?:${DATE})(?:[T :,]*${CLOCK}${ZONE})?(?![A-Za-z\\d])`, 'g'),
    '<time>',
  ],
  [new RegExp(`(?<![\\w.:])${CLOCK}${ZONE}(?![\\w:])`, 'g'), '<time>'],
  [/(?<![\w.])\d+\.\d+\.\d+\.\d+(?:[:/]\d+)?(?![\w.])/g, '<ip>'],
  [new RegExp(`\\[${IP6}\\](?::\\d+)?|(?<![\\w:])${IP6}(?!\\w|:[\\da-f])`, 'gi'), '<ip>'],
  [new RegExp(`-${RANDOM}{6,10}-${RANDOM}{5}(?![A-Za-z\\d])`, 'g'), '-<pod>'],
  [new RegExp(`-(?=[a-z]*\\d)${RANDOM}{5}(?![A-Za-z\\d])`, 'g'), '-<pod>'],
  [/0x[\da-f]+/gi, '<id>'],
  [/(?<![A-Za-z\d])(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{7,}(?![A-Za-z\d])/gi, '<id>'],
  [/(?<![A-Za-z\d.])(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d))+(?![A-Za-z\d])/g, '<time>'],
  // Random letters and figures, as tokens, request ids and generated names are.
  [/(?<![A-Za-z\d])(?=[A-Za-z\d]{5})(?:[A-Za-z]+\d+[A-Za-z]|\d+[A-Za-z]+\d)[A-Za-z\d]*/g, '<id>'],
  [/\d+(?:[.,]\d+)*/g, '<n>'],
];

/** Of the line, with the pod's own name as `<pod>`. White space counts as one space. */
export function shapeOf(line: string, pod: string): string {
  let shape = pod.includes('-') ? withoutName(line, pod) : line;
  for (const [pattern, mark] of SHAPES) shape = shape.replace(pattern, mark);
  return shape.replace(/\s+/g, ' ').trim();
}

/** Only where it stands alone: `web-1` is not in `web-12`. */
const withoutName = (line: string, pod: string): string =>
  line.replace(new RegExp(`(?<![\\w-])${pod.replace(/\./g, '\\.')}(?![\\w-])`, 'g'), '<pod>');

/**
 * What of a shape counts: whatever stood in a place, a figure or an id, and however many of them stood together, it is one place. So
 * an id that happens to be all figures is the same as any other.
 */
export const countedIn = (shape: string): string =>
  shape.replace(/(?:[-+]?<(?:n|id|ip|time|pod)>)(?:[-+.,:/ ]*<(?:n|id|ip|time|pod)>)*/g, '#');

/** A line of which much is left: a program says it, and not just any program. */
export const isTelling = (shape: string): boolean =>
  (shape.replace(/<\w+>/g, ' ').match(/[\p{L}]{3,}/gu) ?? []).length >= 3;
