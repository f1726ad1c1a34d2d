/** What a run of tests said, from the JSON of vitest and of Playwright: one line a test that proves a row. */
import { relative } from 'node:path';
import { rowsOfTitle } from './titles.ts';

export interface Result {
  readonly rows: readonly string[];
  readonly title: string;
  /** Relative to the root. */
  readonly file: string;
  readonly outcome: 'held' | 'failed' | 'not here';
  /** Why it could not run here; null unless it could not. */
  readonly because: string | null;
}

/** The parts that are read of `vitest --reporter=json`. */
export interface VitestJson {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly meta?: { readonly notHere?: string };
    }[];
  }[];
}

/** The parts that are read of `playwright --reporter=json`. */
export interface PlaywrightJson {
  readonly config: { readonly rootDir: string };
  readonly suites: readonly PlaywrightSuite[];
}

interface PlaywrightSuite {
  readonly file: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly { readonly title: string; readonly ok: boolean }[];
}

/** Of tests that were asked for; those that the name pattern left out are not there. */
export const ofVitest = (json: VitestJson, root: string): readonly Result[] =>
  json.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.flatMap(({ ancestorTitles, title, status, meta }) => {
      const because = meta?.notHere ?? null;
      const rows = [...new Set([...ancestorTitles, title].flatMap(rowsOfTitle))];
      const isLeftOut = status !== 'passed' && status !== 'failed' && because === null;
      if (rows.length === 0 || isLeftOut) return [];
      const file = relative(root, name).replaceAll('\\', '/');
      return [{ rows, title, file, outcome: outcomeOf(status), because }];
    }),
  );

const outcomeOf = (status: string): Result['outcome'] => {
  if (status === 'passed') return 'held';
  return status === 'failed' ? 'failed' : 'not here';
};

export const ofPlaywright = ({ config, suites }: PlaywrightJson, root: string): readonly Result[] =>
  suites.flatMap((suite) => ofSuite(suite, relative(root, config.rootDir)));

function ofSuite({ file, specs, suites = [] }: PlaywrightSuite, folder: string): readonly Result[] {
  const own = specs.flatMap(({ title, ok }): readonly Result[] => {
    const rows = rowsOfTitle(title);
    if (rows.length === 0) return [];
    return [
      { rows, title, file: `${folder}/${file}`, outcome: ok ? 'held' : 'failed', because: null },
    ];
  });
  return [...own, ...suites.flatMap((suite) => ofSuite(suite, folder))];
}
