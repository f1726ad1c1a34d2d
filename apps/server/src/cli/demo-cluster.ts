/** The recorded cluster as a cluster like any other: an API server on loopback and a kubeconfig that names it. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startDemoServer } from '@podline/replay';
import { RECORDINGS_FOLDER } from './folders.ts';

export interface DemoCluster {
  /** Path of the kubeconfig; `kubectl --kubeconfig` works with it too. */
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/** `folder` takes the kubeconfig. @throws RecordingUnknown or RecordingUnreadable with one sentence. */
export async function startDemoCluster(
  folder: string,
  add: readonly string[],
): Promise<DemoCluster> {
  const server = await startDemoServer({ recordingsDir: RECORDINGS_FOLDER, add });
  const kubeconfig = join(folder, 'demo.kubeconfig');
  await mkdir(dirname(kubeconfig), { recursive: true });
  await server.writeKubeconfig(kubeconfig);
  return { kubeconfig, close: () => server.close() };
}
