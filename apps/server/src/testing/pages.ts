/** What pages and scripts are told, beside what kubectl's table says. */
import type { PodRow, TimelineDocument } from '@podline/contract';
import { onTestFinished } from 'vitest';
import type { App } from '../app-parts.ts';
import { openPage, type Page } from './page.ts';
import type { TableRow } from './recordings.ts';

/** kubectl's table at a moment of the recording: a line a pod, without the age in RESTARTS. */
export function tableAt(rows: readonly TableRow[], t: number): readonly string[] {
  const last = new Map<string, TableRow>();
  for (const row of rows) if (row.t <= t) last.set(row.uid, row);
  return [...last.values()]
    .filter(({ type }) => type !== 'DELETED')
    .map(
      ({ name, cells }) => `${name} ${cells.Ready} ${cells.Status} ${cells.Restarts.split(' ')[0]}`,
    )
    .sort();
}

const tableOfPage = (rows: readonly PodRow[]): readonly string[] =>
  rows.map(({ name, ready, status, restarts }) => `${name} ${ready} ${status} ${restarts}`).sort();

/** Whether a page's rows read like that. */
export const reads = (expected: readonly string[]) => (rows: readonly PodRow[]) =>
  JSON.stringify(tableOfPage(rows)) === JSON.stringify(expected);

/** A page on it, closed when the test ends. */
export function pageOf(app: App): Page {
  const page = openPage(app.url);
  onTestFinished(() => page.close());
  return page;
}

export const live = (page: Page) => page.status(({ watch }) => watch.state === 'live');

/** Over the REST API. */
export const timelineOf = async (
  app: App,
  row: { namespace: string; name: string; uid: string },
) => {
  const address = `${app.url}/api/pods/${row.namespace}/${row.name}/timeline?uid=${row.uid}`;
  return (await (await fetch(address)).json()) as TimelineDocument;
};
