/** A fleet of live pods, and Podline over it. */
import { fleetOf, startReplayServer } from '@podline/replay';
import { startPodline, temporaryFolder } from './podline.ts';
import { readRecordingNamed } from './recorded-cluster.ts';

export interface FleetServed {
  readonly url: string;
  end(): Promise<void>;
}

/** About that many pods, which go on changing while they are looked at. */
export async function serveFleet(pods: number): Promise<FleetServed> {
  const folder = await temporaryFolder();
  const fleet = fleetOf(await readRecordingNamed('init-three-in-order'), {
    pods,
    seed: 'many',
    spreadMs: 600_000,
    namespaces: 40,
    nodes: 200,
    events: false,
  });
  const cluster = await startReplayServer({
    recordings: [fleet],
    times: 'now',
    startOn: 'first-watch',
    headStartMs: 590_000,
    contextName: 'fleet',
  });
  const kubeconfig = `${folder.path}/kubeconfig`;
  await cluster.writeKubeconfig(kubeconfig);
  const podline = await startPodline(
    ['serve', '--port', '0', '--db', `${folder.path}/podline.db`],
    { KUBECONFIG: kubeconfig, HOME: folder.path },
  );
  return {
    url: podline.url,
    async end() {
      await podline.end('SIGKILL');
      await cluster.close();
      await folder.remove();
    },
  };
}
