/** A network of its own for one process, and a line into it that can die without a word. */
import { noCommand, noRoot } from './machine.ts';
import { run } from './outside.ts';

/** Why there are no such networks here; null when there are. */
export const noNetworks = (): string | null =>
  noRoot() ?? noCommand('ip') ?? noCommand('iptables') ?? networkFails();

let found: string | null | undefined;

function networkFails(): string | null {
  if (found !== undefined) return found;
  try {
    openNetwork().close();
    found = null;
  } catch {
    found = 'It needs the right to make a network namespace and to filter packets.';
  }
  return found;
}

export interface Network {
  /** Runs a program within. */
  readonly through: readonly string[];
  /** This side's address, as seen from within, and the other way round. */
  readonly here: string;
  readonly within: string;
  /** Packets from and to that port of ours are dropped, both ways: neither end is told. Or no more. */
  drop(port: number, isDropped: boolean): void;
  close(): void;
}

/** @throws where the system does not allow it. */
export function openNetwork(): Network {
  const name = `podline-${process.pid}`;
  // Of the addresses that are set aside for tests of networks (RFC 2544); two by two, for tests beside each other.
  const [high, low] = [(process.pid >> 6) & 255, (process.pid & 63) * 4];
  const [here, within] = [`198.18.${high}.${low + 1}`, `198.18.${high}.${low + 2}`];
  const [near, far] = [`pl${process.pid}a`, `pl${process.pid}b`];
  const inside = (...command: readonly string[]): string =>
    run('ip', 'netns', 'exec', name, ...command);
  const network: Network = {
    through: ['ip', 'netns', 'exec', name],
    here,
    within,
    drop(port, isDropped) {
      const how = isDropped ? '-I' : '-D';
      const drop = ['-j', 'DROP'];
      inside('iptables', '-w', how, 'INPUT', '-p', 'tcp', '--sport', String(port), ...drop);
      inside('iptables', '-w', how, 'OUTPUT', '-p', 'tcp', '--dport', String(port), ...drop);
    },
    close() {
      // The namespace goes later than the command returns, and its end of the cable with it.
      run('ip', 'link', 'del', near);
      run('ip', 'netns', 'del', name);
    },
  };
  run('ip', 'netns', 'add', name);
  run('ip', 'link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name);
  try {
    run('ip', 'addr', 'add', `${here}/30`, 'dev', near);
    run('ip', 'link', 'set', near, 'up');
    inside('ip', 'addr', 'add', `${within}/30`, 'dev', far);
    inside('ip', 'link', 'set', far, 'up');
    inside('ip', 'link', 'set', 'lo', 'up');
    inside('iptables', '-w', '-S');
  } catch (error) {
    network.close();
    throw error;
  }
  return network;
}
