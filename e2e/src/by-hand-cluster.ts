/** A cluster whose objects a test writes, and a Podline that watches it. */
import { type ReplayServer, startReplayServer } from '@podline/replay';
import { type Podline, startPodline, temporaryFolder } from './podline.ts';

export interface ByHandCluster {
  readonly server: ReplayServer;
  readonly podline: Podline;
  /** Starts Podline again, at the same address and with the same log, after it ended. */
  restart(): Promise<Podline>;
  end(): Promise<void>;
}

/** Podline watches an empty cluster; `args` are added to its command line. With a `port` it can be started again there. */
export async function startByHandCluster(
  options: { readonly port?: number; readonly args?: readonly string[] } = {},
): Promise<ByHandCluster> {
  const folder = await temporaryFolder();
  const server = await startReplayServer({
    recordings: [],
    startOn: 'told',
    contextName: 'by-hand',
    token: 'the-token-of-this-test',
  });
  const kubeconfig = `${folder.path}/kubeconfig`;
  await server.writeKubeconfig(kubeconfig);
  const start = () =>
    startPodline(
      [
        'serve',
        '--port',
        String(options.port ?? 0),
        '--db',
        `${folder.path}/podline.db`,
        ...(options.args ?? []),
      ],
      { KUBECONFIG: kubeconfig, HOME: folder.path },
    );
  let running = await start();
  return {
    server,
    podline: running,
    async restart() {
      running = await start();
      return running;
    },
    async end() {
      await running.end('SIGKILL');
      await server.close();
      await folder.remove();
    },
  };
}
