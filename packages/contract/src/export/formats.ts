/** The formats that a timeline is taken away in: the page, the REST API and the command line give the same bytes. */
import { formatRfc3339, type Millis } from '@podline/domain';
import type { TimelineDocument } from '../timeline-document.ts';
import { csvOf } from './csv.ts';
import { spansOf } from './otlp-spans.ts';
import { traceOf } from './trace-events.ts';

export const EXPORT_FORMATS = ['json', 'csv', 'perfetto', 'otlp'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

interface ExportKind {
  readonly mediaType: string;
  /** What a file of it is called: the pod's name and this. */
  readonly ending: string;
  readonly text: (document: TimelineDocument) => string;
}

const lines = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export const EXPORT_KINDS: Readonly<Record<ExportFormat, ExportKind>> = {
  json: { mediaType: 'application/json', ending: 'json', text: lines },
  csv: { mediaType: 'text/csv', ending: 'csv', text: csvOf },
  perfetto: {
    mediaType: 'application/json',
    ending: 'trace.json',
    text: (document) => lines(traceOf(document)),
  },
  otlp: {
    mediaType: 'application/json',
    ending: 'otlp.json',
    text: (document) => lines(spansOf(document)),
  },
};

/** `2026-11-22T14-03-20Z`, of a moment as part of a file's name: no system of files objects to it. */
export const fileStamp = (at: Millis): string => formatRfc3339(at).replaceAll(':', '-');
