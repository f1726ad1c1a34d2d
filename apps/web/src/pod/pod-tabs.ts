/** The parts of a pod's page: which one the address shows, and the key of each. */

export const TABS = [
  { id: 'timeline', title: 'Timeline', key: '1' },
  { id: 'logs', title: 'Logs', key: '2' },
  { id: 'events', title: 'Events', key: '3' },
  { id: 'spec', title: 'Spec', key: '4' },
] as const;

export type TabId = (typeof TABS)[number]['id'];

/** The timeline, unless another is named. */
export const tabOf = (param: string | null): TabId =>
  TABS.find(({ id }) => id === param)?.id ?? 'timeline';

/** As the address says it: nothing for the timeline. */
export const tabParam = (id: TabId): string | null => (id === 'timeline' ? null : id);

/** The part that a key leads to; null: none. */
export const tabOfKey = (key: string): TabId | null =>
  TABS.find((tab) => tab.key === key)?.id ?? null;
