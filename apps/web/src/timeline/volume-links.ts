/**
 * Volumes that lanes share, as lines beside the lanes' names.
 *
 *     fetch-config  •       a dot: it mounts the volume
 *     db-migrate    |       a line: it only lies between two that do
 *     shop-api      •
 */
import type { Lane } from '@podline/domain';

export interface VolumeLink {
  readonly volume: string;
  /** In the order in which the lanes are drawn. */
  readonly lanes: readonly string[];
}

export interface LinkCell {
  readonly volume: string;
  readonly isMember: boolean;
  /** The line goes on upwards, downwards. */
  readonly up: boolean;
  readonly down: boolean;
}

/** More lines than this nobody can follow; the words of a lane name all of them. */
export const MOST_LINKS = 3;

/** The shared volumes of lanes in the order in which they are drawn, those of most lanes first. */
export function volumeLinks(
  lanes: readonly Pick<Lane, 'name' | 'sharedVolumes'>[],
): readonly VolumeLink[] {
  const members = new Map<string, string[]>();
  for (const { name, sharedVolumes = [] } of lanes) {
    for (const { volume } of sharedVolumes) {
      const names = members.get(volume);
      if (names === undefined) members.set(volume, [name]);
      else names.push(name);
    }
  }
  return Array.from(members, ([volume, names]) => ({ volume, lanes: names }))
    .filter((link) => link.lanes.length > 1)
    .sort((a, b) => b.lanes.length - a.lanes.length)
    .slice(0, MOST_LINKS);
}

/** What is drawn of each link beside a lane. */
export function linkCells(
  links: readonly VolumeLink[],
  order: readonly string[],
  name: string,
): readonly (LinkCell | null)[] {
  const here = order.indexOf(name);
  return links.map(({ volume, lanes }) => {
    const places = lanes.map((lane) => order.indexOf(lane));
    const [first, last] = [Math.min(...places), Math.max(...places)];
    if (here < first || here > last) return null;
    return { volume, isMember: lanes.includes(name), up: here > first, down: here < last };
  });
}
