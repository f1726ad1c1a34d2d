/** The recorded cluster as a cluster like any other: an API server on loopback and a kubeconfig that names it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startDemoServer } from '@podline/replay';
import { WrongSetting } from '../config.ts';
import { RECORDINGS_FOLDER } from './folders.ts';

export interface DemoCluster {
  /** Path of the kubeconfig; `kubectl --kubeconfig` works with it too. */
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/**
 * `folder` takes the kubeconfig.
 * @throws RecordingUnknown, RecordingUnreadable, or WrongSetting when the folder takes no file; each in one sentence.
 */
export async function startDemoCluster(
  folder: string,
  add: readonly string[],
): Promise<DemoCluster> {
  const server = await startDemoServer({ recordingsDir: RECORDINGS_FOLDER, add });
  const kubeconfig = join(folder, 'demo.kubeconfig');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await server.writeKubeconfig(kubeconfig);
  } catch (cause) {
    await server.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WrongSetting(
      `The demo cannot write ${kubeconfig}, which stands beside its database: ${reason}.`,
      { cause },
    );
  }
  return { kubeconfig, close: () => server.close() };
}
