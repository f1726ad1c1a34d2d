/** Lanes in groups, as people think of them: what prepares, what stays beside, what it is all for. */
import type { LaneRole } from '@podline/domain';
import type { LaneBlocks } from './blocks.ts';

export interface LaneGroup {
  readonly title: string;
  readonly lanes: readonly LaneBlocks[];
}

const GROUPS: readonly { readonly title: string; readonly roles: readonly LaneRole[] }[] = [
  { title: 'Init · in order', roles: ['init'] },
  { title: 'Native sidecars', roles: ['native-sidecar'] },
  { title: 'App', roles: ['app', 'classic-sidecar'] },
  { title: 'Ephemeral', roles: ['ephemeral'] },
];

/** Groups without a lane are left out; within a group lanes keep their order, apps before their helpers. */
export function laneGroups(lanes: readonly LaneBlocks[]): readonly LaneGroup[] {
  return GROUPS.flatMap(({ title, roles }) => {
    const members = roles.flatMap((role) => lanes.filter(({ lane }) => lane.role === role));
    if (members.length === 0) return [];
    const hasHelper = members.some(({ lane }) => lane.role === 'classic-sidecar');
    return [{ title: hasHelper ? 'App and classic sidecars' : title, lanes: members }];
  });
}
