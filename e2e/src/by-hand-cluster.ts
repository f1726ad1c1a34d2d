/** A cluster whose objects a test writes, and a Podline that watches it. */
import { type ReplayServer, startReplayServer } from '@podline/replay';
import { type Podline, startPodline, temporaryFolder } from './podline.ts';

export interface ByHandCluster {
  readonly server: ReplayServer;
  readonly podline: Podline;
  readonly dbPath: string;
  /** Starts Podline again, at the same address and with the same log, after it ended. */
  restart(): Promise<Podline>;
  end(): Promise<void>;
}

export interface ByHandOptions {
  /** Podline's; it can be started again there. By default any free one. */
  readonly port?: number;
  /** Added to its command line. */
  readonly args?: readonly string[];
  /** Called before Podline starts. */
  readonly before?: (server: ReplayServer) => void;
  /** Whether the cluster can begin a watch with a list; it can by default. */
  readonly streamingLists?: boolean;
}

/** Podline watches a cluster that is empty but for what `before` writes. */
export async function startByHandCluster(options: ByHandOptions = {}): Promise<ByHandCluster> {
  const folder = await temporaryFolder();
  const server = await startReplayServer({
    recordings: [],
    startOn: 'told',
    contextName: 'by-hand',
    token: 'the-token-of-this-test',
    ...(options.streamingLists === undefined ? {} : { streamingLists: options.streamingLists }),
  });
  options.before?.(server);
  const dbPath = `${folder.path}/podline.db`;
  const kubeconfig = `${folder.path}/kubeconfig`;
  await server.writeKubeconfig(kubeconfig);
  const start = () =>
    startPodline(
      ['serve', '--port', String(options.port ?? 0), '--db', dbPath, ...(options.args ?? [])],
      { KUBECONFIG: kubeconfig, HOME: folder.path },
    );
  let running = await start();
  return {
    server,
    podline: running,
    dbPath,
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
