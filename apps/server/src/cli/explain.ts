/** Findings as a person reads them in a terminal; `podline explain DIR [POD]` has those of a recording's pods. */
import type { FindingDocument, PodDocument, TimelineDocument } from '@podline/contract';
import { replay } from './replay.ts';

/** The text to print. @throws RecordingUnreadable naming file and line. */
export async function explain(dir: string, pod: string | null): Promise<string> {
  const document: TimelineDocument = JSON.parse(await replay(dir, 'json'));
  return explained(document.pods.filter(({ name }) => pod === null || name === pod));
}

/** A pod with its findings, from a recording or from a cluster. */
type Explained = Pick<
  PodDocument,
  'namespace' | 'name' | 'status' | 'ready' | 'restarts' | 'deletedAt' | 'findings'
>;

const WIDTH = 100;

/** Pods with findings first, as they were told; then, in one line, those that have none. */
export function explained(pods: readonly Explained[]): string {
  const blamed = pods.filter(({ findings }) => findings.length > 0);
  const fine = pods.filter(({ findings }) => findings.length === 0);
  const rest =
    fine.length === 0
      ? []
      : [
          `Nothing to say of ${fine.map(({ namespace, name }) => `${namespace}/${name}`).join(', ')}.`,
        ];
  const texts = [...blamed.map(ofPod), ...rest.flatMap((line) => wrapped(line, ''))];
  return printable(texts.length === 0 ? 'There is no such pod.' : texts.join('\n\n'));
}

function ofPod(pod: Explained): string {
  const { namespace, name, status, ready, restarts, deletedAt, findings } = pod;
  const [first, ...others] = findings;
  const gone = deletedAt === null ? '' : `   gone since ${deletedAt}`;
  return [
    `${namespace}/${name}   ${ready}   ${status}   restarts ${restarts}${gone}`,
    ...(first === undefined ? [] : ['', ...ofFinding(first)]),
    ...(others.length === 0 ? [] : ['', ...others.flatMap(also)]),
  ].join('\n');
}

function ofFinding({
  severity,
  code,
  title,
  sentence,
  evidence,
  next,
  docs,
}: FindingDocument): readonly string[] {
  const seen = evidence.map(({ at, kind, text }) => `${clock(at)}  ${kind.padEnd(10)}  ${text}`);
  return [
    `  ${severity.toUpperCase()}  ${title}  [${code}]`,
    ...wrapped(sentence, '  '),
    ...section('Evidence', seen, ' '.repeat(26)),
    ...section('Next', next, '        '),
    '',
    `  ${docs}`,
  ];
}

const also = ({ severity, code, title }: FindingDocument): readonly string[] =>
  wrapped(`also ${severity}: ${title}  [${code}]`, '  ');

/** A line that is too long goes on under its own text; a command is never cut. */
const section = (title: string, lines: readonly string[], hanging: string): readonly string[] =>
  lines.length === 0
    ? []
    : [
        '',
        `  ${title}`,
        ...lines.flatMap((line) =>
          title === 'Next' ? [`    ${line}`] : wrapped(line, '    ', hanging),
        ),
      ];

/** `15:04:05`, in UTC as everything else; blank where the cluster gives no time. */
const clock = (at: string | null): string => at?.slice(11, 19) ?? ' '.repeat(8);

function wrapped(text: string, indent: string, hanging: string = indent): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    const isFirst = line.trim() === '';
    if (!isFirst && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = `${hanging}${word}`;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** What a cluster says may hold control characters; a terminal would obey them. */
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken out
  text.replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '�');
