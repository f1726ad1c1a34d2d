/** A recorded cluster whose time moves when the test says so. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ReplayServer, readRecording, startReplayServer } from '@podline/replay';

const RECORDINGS = fileURLToPath(new URL('../../recordings', import.meta.url));

export interface RecordedCluster {
  readonly server: ReplayServer;
  readonly kubeconfig: string;
  /** `t` of each line of the pod watch, ascending. */
  readonly times: readonly number[];
}

/** Serves one recording with its own times; `folder` takes the kubeconfig. */
export async function startRecordedCluster(name: string, folder: string): Promise<RecordedCluster> {
  const recording = await readRecording(join(RECORDINGS, name));
  const server = await startReplayServer({
    recordings: [recording],
    startOn: 'told',
    contextName: 'recorded',
  });
  const kubeconfig = join(folder, 'kubeconfig');
  await server.writeKubeconfig(kubeconfig);
  return { server, kubeconfig, times: recording.pods.map((line) => line.t) };
}
