/** A recorded cluster whose time moves when the test says so. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Recording,
  type ReplayServer,
  readRecording,
  startReplayServer,
} from '@podline/replay';

const RECORDINGS = fileURLToPath(new URL('../../recordings', import.meta.url));

export interface RecordedCluster {
  readonly server: ReplayServer;
  /** Path of its kubeconfig. */
  readonly kubeconfig: string;
}

export const readRecordingNamed = (name: string): Promise<Recording> =>
  readRecording(join(RECORDINGS, name));

/** Serves one recording with its own times; `folder` takes the kubeconfig. A fixed `port` makes it the same cluster again. */
export async function startRecordedCluster(
  recording: Recording,
  folder: string,
  port?: number,
): Promise<RecordedCluster> {
  const server = await startReplayServer({
    recordings: [recording],
    startOn: 'told',
    contextName: 'recorded',
    token: 'the-token-of-this-test',
    ...(port === undefined ? {} : { port }),
  });
  const kubeconfig = join(folder, 'kubeconfig');
  await server.writeKubeconfig(kubeconfig);
  return { server, kubeconfig };
}
