import type { TrueRequest } from '../evidence.ts';

/** Whether a watch of pods is open that was asked for after the first `asked` requests. They are in the order of arrival. */
export const watchesAnew = (requests: readonly TrueRequest[], asked: number): boolean =>
  requests
    .slice(asked)
    .some(
      ({ kind, resource, status, endedAt }) =>
        kind === 'watch' && resource === 'pods' && status === 200 && endedAt === null,
    );
