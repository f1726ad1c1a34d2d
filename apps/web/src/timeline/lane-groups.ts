/** Lanes in groups, as people think of them: what prepares, what stays beside, what it is all for. */
import type { LaneRole } from '@podline/domain';
import type { TermId } from '../glossary/glossary.ts';
import type { LaneBlocks } from './blocks.ts';

export interface LaneGroup {
  readonly title: string;
  /** What explains it. */
  readonly term: TermId;
  readonly lanes: readonly LaneBlocks[];
}

const GROUPS: readonly {
  readonly title: string;
  readonly term: TermId;
  readonly roles: readonly LaneRole[];
}[] = [
  { title: 'Init · in order', term: 'init-container', roles: ['init'] },
  { title: 'Native sidecars', term: 'native-sidecar', roles: ['native-sidecar'] },
  { title: 'App', term: 'app-container', roles: ['app', 'classic-sidecar'] },
  { title: 'Ephemeral', term: 'ephemeral-container', roles: ['ephemeral'] },
];

/** Groups without a lane are left out; within a group lanes keep their order, apps before their helpers. */
export function laneGroups(lanes: readonly LaneBlocks[]): readonly LaneGroup[] {
  return GROUPS.flatMap(({ title, term, roles }) => {
    const members = roles.flatMap((role) => lanes.filter(({ lane }) => lane.role === role));
    if (members.length === 0) return [];
    const hasHelper = members.some(({ lane }) => lane.role === 'classic-sidecar');
    return [
      hasHelper
        ? { title: 'App and classic sidecars', term: 'classic-sidecar' as const, lanes: members }
        : { title, term, lanes: members },
    ];
  });
}
