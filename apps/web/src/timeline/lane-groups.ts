/** Lanes in groups, as people think of them: what prepares, what stays beside, what it is all for. */
import type { Lane, LaneRole } from '@podline/domain';

export interface LaneGroup {
  readonly title: string;
  readonly lanes: readonly Lane[];
}

const GROUPS: readonly { readonly title: string; readonly roles: readonly LaneRole[] }[] = [
  { title: 'Init · in order', roles: ['init'] },
  { title: 'Native sidecars', roles: ['native-sidecar'] },
  { title: 'App and classic sidecars', roles: ['app', 'classic-sidecar'] },
  { title: 'Ephemeral', roles: ['ephemeral'] },
];

/** Groups without a lane are left out; within a group lanes keep their order, apps before their helpers. */
export function laneGroups(lanes: readonly Lane[]): readonly LaneGroup[] {
  return GROUPS.map(({ title, roles }) => ({
    title,
    lanes: roles.flatMap((role) => lanes.filter((lane) => lane.role === role)),
  })).filter((group) => group.lanes.length > 0);
}
