/** Where REST answers what a view asks for, of a moment. */
import { DEFAULT_SORT, type ViewQuery } from '@podline/contract';
import { asksForGone, type Millis, parseQuery } from '@podline/domain';
import { momentParam } from './moment.ts';

const search = (params: Readonly<Record<string, string | null>>): string => {
  const told = Object.entries(params).filter((it): it is [string, string] => it[1] !== null);
  return told.length === 0 ? '' : `?${new URLSearchParams(told)}`;
};

/** Null where the past of such a view is not kept. */
export function pastPath(query: ViewQuery, at: Millis | null): string | null {
  const moment = momentParam(at);
  switch (query.kind) {
    case 'pods': {
      const { sort = DEFAULT_SORT, window } = query;
      const isUsual = sort.key === DEFAULT_SORT.key && !sort.isDescending;
      return `/api/pods${search({
        q: query.query ?? null,
        sort: isUsual ? null : `${sort.isDescending ? '-' : ''}${sort.key}`,
        from: window === undefined ? null : String(window.from),
        size: String(window?.size ?? 500),
        at: moment,
      })}`;
    }
    case 'now':
      return `/api/now${search({ at: moment })}`;
    case 'pod':
      return `/api/pods/${query.namespace}/${query.name}/at${search({ at: moment, uid: query.uid })}`;
    default:
      return null;
  }
}

/** Pods that are gone are no part of the live list: the log has them. */
export function isOfTheLog(query: ViewQuery): boolean {
  if (query.kind !== 'pods' || query.query === undefined) return false;
  const parsed = parseQuery(query.query);
  return parsed.ok && asksForGone(parsed.query);
}
