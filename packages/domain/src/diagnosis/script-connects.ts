/** `python -c …`, `node -e …`: whom a script in another language connects to, where it says so in plain text. */
import { hostPort, hostTarget, urlTarget } from './hosts.ts';
import type { Target } from './target.ts';

const TEXT = String.raw`\s*['"]([\w.-]+)['"]\s*`;
const URL = String.raw`\s*['"]([a-z]+://[^'"\s]+)['"]`;

/** `create_connection(("db", 5432))`, `s.connect(("db", 5432))`, `net.connect({host: "db", port: 5432})`. */
const CONNECTS: readonly RegExp[] = [
  new RegExp(String.raw`connect(?:ion|_ex)?\(\s*\(${TEXT},\s*(\d+)`, 'g'),
  new RegExp(String.raw`\bhost['"]?\s*[:=]${TEXT},\s*['"]?port['"]?\s*[:=]\s*(\d+)`, 'g'),
];
const LOOKS_UP = new RegExp(String.raw`(?:gethostbyname|\blookup)\(${TEXT}[,)]`, 'g');
const FETCHES = new RegExp(String.raw`(?:urlopen|requests\.get|\bfetch|https?\.get)\(${URL}`, 'g');

/** In no order that means anything; what stands in variables is not there. */
export function scriptConnects(args: readonly string[]): readonly Target[] {
  const script = scriptOf(args);
  return [
    ...CONNECTS.flatMap((sign) => [...script.matchAll(sign)]).flatMap(([, host = '', port = '']) =>
      hostPort(host, port),
    ),
    ...[...script.matchAll(LOOKS_UP)].flatMap(([, host = '']) => hostTarget(host)),
    ...[...script.matchAll(FETCHES)].flatMap(([, url = '']) => urlTarget(url)),
  ];
}

export const scriptLoops = (args: readonly string[]): boolean =>
  /\b(?:while|for)\b|setInterval/.test(scriptOf(args));

/** Without lines that are comments; empty where it is a file. */
function scriptOf(args: readonly string[]): string {
  const place = args.findIndex((word) => /^-[a-zA-Z]*[ce]$/.test(word));
  return place === -1 ? '' : (args[place + 1] ?? '').replace(/^\s*(?:#|\/\/).*$/gm, '');
}
