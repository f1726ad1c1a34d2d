/** The files that the server makes of a pod's timeline, as entries of the export menu. */
import type { ExportFormat, PodRow } from '@podline/contract';
import type { ExportEntry } from '../timeline/export-entry.ts';

const FORMATS: readonly (readonly [format: ExportFormat, words: string, hint: string])[] = [
  ['json', 'JSON', 'all that is known, for a script'],
  ['csv', 'CSV', 'a row each attempt, wait and event, for a spreadsheet'],
  ['perfetto', 'Perfetto', 'a trace for ui.perfetto.dev or chrome://tracing'],
  ['otlp', 'OTLP', 'OpenTelemetry spans, for a collector'],
];

type Named = Pick<PodRow, 'namespace' | 'name' | 'uid'>;

/** One entry a format, in the order of the menu. `moment` as the address has it; null for now. */
export const fileExports = (pod: Named, moment: string | null): readonly ExportEntry[] =>
  FORMATS.map(([format, words, hint]) => ({
    ...{ words, hint },
    run: () => saveAs(exportAddress(pod, format, moment), pod.name),
  }));

/** Where the server gives the file. */
export const exportAddress = (
  { namespace, name, uid }: Named,
  format: ExportFormat,
  moment: string | null,
): string => {
  const search = new URLSearchParams({ uid, format, ...(moment === null ? {} : { at: moment }) });
  return `/api/pods/${namespace}/${name}/timeline?${search}`;
};

/** @throws with the server's sentence, or that it does not answer. */
async function saveAs(address: string, name: string): Promise<void> {
  const answer = await fetch(address).catch(() => null);
  if (answer === null) throw new Error('the server does not answer');
  if (!answer.ok) throw new Error(`the server says ${answer.status}`);
  const { saveFile } = await import('../timeline/save-picture.ts');
  saveFile(fileName(answer.headers.get('content-disposition')) ?? name, await answer.blob());
}

/** `web-0.csv` of `attachment; filename="web-0.csv"`; null where none is given. */
export const fileName = (disposition: string | null): string | null =>
  /filename="([^"/\\]+)"/.exec(disposition ?? '')?.[1] ?? null;
