/** A recorded cluster in which containers have written what a test says, watched by a Podline of its own. */
import type { Recording } from '@podline/replay';
import { type Podline, startPodline, temporaryFolder } from './podline.ts';
import {
  type RecordedCluster,
  readRecordingNamed,
  startRecordedCluster,
} from './recorded-cluster.ts';

export interface ToldLogs {
  readonly podline: Podline;
  readonly cluster: RecordedCluster;
  /** Plays it up to a moment; all of it by default. */
  to(moment?: number): void;
  end(): Promise<void>;
}

/** `logs`: by container, what its present run wrote; lines that begin with a time were written then. */
export async function startToldLogs(
  name: string,
  logs: Readonly<Record<string, string>> = {},
): Promise<ToldLogs> {
  const folder = await temporaryFolder();
  const recording = withLogs(await readRecordingNamed(name), logs);
  const cluster = await startRecordedCluster(recording, folder.path);
  const podline = await startPodline(
    ['serve', '--port', '0', '--db', `${folder.path}/podline.db`],
    {
      KUBECONFIG: cluster.kubeconfig,
      HOME: folder.path,
    },
  );
  return {
    podline,
    cluster,
    to: (moment = recording.meta.durationMs) =>
      cluster.server.play.advanceTo(Math.min(moment, recording.meta.durationMs)),
    async end() {
      await podline.end('SIGTERM');
      await cluster.server.close();
      await folder.remove();
    },
  };
}

function withLogs(recording: Recording, logs: Readonly<Record<string, string>>): Recording {
  const told = Object.entries(logs).map(
    ([container, text]) =>
      [`example-pod/${container}`, { current: Buffer.from(text), previous: null }] as const,
  );
  return { ...recording, logs: new Map([...recording.logs, ...told]) };
}
