/** A connection that fails when it is told to: before a statement reaches SQLite, or after SQLite has carried it out. */
import type { Adapter } from '../connection.ts';

export interface Call {
  readonly sql: string;
}

/** What shall become of a call: null lets it through. */
export type Plan = (call: Call) => Fault | null;

export interface Fault {
  readonly when: 'before' | 'after';
  /** SQLite's result code: https://sqlite.org/rescode.html */
  readonly code: number;
}

export const BUSY = 5;
export const IOERR_FSYNC = 1034;
export const FULL = 13;
export const CORRUPT = 11;

/** For `through`: every statement of every connection goes by the plan, but those of setting up and giving up one. */
export const faulty =
  (plan: Plan) =>
  (adapter: Adapter): Adapter => {
    const wrapped =
      <Q extends Call, R>(real: (query: Q) => Promise<R>) =>
      async (query: Q): Promise<R> => {
        const fault = isOfConnection(query.sql) ? null : plan(query);
        if (fault?.when === 'before') throw driverError(fault.code);
        const result = await real(query);
        if (fault !== null) throw driverError(fault.code);
        return result;
      };
    adapter.executeRaw = wrapped(adapter.executeRaw.bind(adapter));
    adapter.queryRaw = wrapped(adapter.queryRaw.bind(adapter));
    return adapter;
  };

/** A PRAGMA sets a connection up; a ROLLBACK that SQLite refuses has nothing to roll back. */
const isOfConnection = (sql: string): boolean => /^\s*(PRAGMA (?!quick_check)|ROLLBACK)/.test(sql);

/** As the adapter throws it. */
function driverError(code: number): Error {
  const cause = {
    kind: 'sqlite',
    extendedCode: code,
    message: `injected ${code}`,
    originalCode: String(code),
    originalMessage: `injected ${code}`,
  };
  const error = new Error('injected', { cause });
  error.name = 'DriverAdapterError';
  return error;
}

/** Fails the `n`th call from now on, once; `fired` tells whether it came to that. */
export function failNth(n: number, fault: Fault): { readonly plan: Plan; fired(): boolean } {
  let calls = 0;
  return {
    plan: () => {
      calls += 1;
      return calls === n ? fault : null;
    },
    fired: () => calls >= n,
  };
}
