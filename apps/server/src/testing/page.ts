/** A page as the server sees one: the same WebSocket, the same Origin, the same messages, and no browser. */
import type {
  ClusterStatus,
  PodEvidence,
  PodRow,
  ViewDelta,
  ViewSnapshot,
} from '@podline/contract';

export interface Page {
  /** The first cluster status that is so. */
  status(is: (status: ClusterStatus) => boolean): Promise<ClusterStatus>;
  /** The rows of the pod list, from the first moment at which they are so. */
  rows(are: (rows: readonly PodRow[]) => boolean): Promise<readonly PodRow[]>;
  /** Opens the pod's page: what is known of it beside its transitions, from the first moment at which it is so. */
  evidence(
    pod: Pick<PodRow, 'namespace' | 'name' | 'uid'>,
    is: (evidence: PodEvidence) => boolean,
  ): Promise<PodEvidence>;
  /** All that it was sent, as it came. */
  frames(): string;
  close(): void;
}

const POD_VIEW = 2;

/** Connects to the server at `url`, by socket.io's protocol as engine.io 4 speaks it, and opens the pod list. */
export function openPage(url: string, origin: string = url): Page {
  const socket = new WebSocket(
    `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
    {
      headers: { origin },
    },
  );
  const rows = new Map<string, PodRow>();
  let status: ClusterStatus | null = null;
  let evidence: PodEvidence | null = null;
  const frames: string[] = [];
  const watchers = new Set<() => void>();
  const failures = new Set<(error: Error) => void>();

  const heard = (name: string, payload: unknown): void => {
    if (name === 'cluster') status = payload as ClusterStatus;
    else if ((payload as ViewDelta).id === POD_VIEW) evidence = evidenceIn(payload) ?? evidence;
    else if (name === 'snapshot') takeSnapshot(rows, payload as ViewSnapshot);
    else if (name === 'delta') takeDelta(rows, payload as ViewDelta);
    for (const look of watchers) look();
  };
  socket.addEventListener('message', ({ data }) => {
    const message = String(data);
    frames.push(message);
    if (message.startsWith('0')) socket.send('40');
    if (message === '2') socket.send('3');
    if (message.startsWith('40'))
      socket.send(`42${JSON.stringify(['open', { id: 1, query: { kind: 'pods' }, have: null }])}`);
    if (message.startsWith('42')) {
      const [name, payload] = JSON.parse(message.slice(2)) as [string, unknown];
      heard(name, payload);
    }
  });
  socket.addEventListener('close', () => {
    for (const fail of failures) fail(new Error('The server ended the connection.'));
  });

  const until = <T>(value: () => T | null): Promise<T> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = value();
        if (found === null) return;
        watchers.delete(look);
        resolve(found);
      };
      watchers.add(look);
      failures.add(reject);
      look();
    });
  return {
    status: (is) => until(() => (status !== null && is(status) ? status : null)),
    rows: (are) => until(() => (are([...rows.values()]) ? [...rows.values()] : null)),
    evidence({ namespace, name, uid }, is) {
      const open = { id: POD_VIEW, query: { kind: 'pod', namespace, name, uid }, have: null };
      socket.send(`42${JSON.stringify(['open', open])}`);
      return until(() => (evidence !== null && is(evidence) ? evidence : null));
    },
    frames: () => frames.join('\n'),
    close: () => socket.close(),
  };
}

/** Of a snapshot of the pod's view, or of a delta that has it. */
const evidenceIn = (payload: unknown): PodEvidence | undefined => {
  const { state, evidence } = payload as Partial<ViewSnapshot & ViewDelta>;
  return state?.kind === 'pod' ? state.evidence : evidence;
};

function takeSnapshot(rows: Map<string, PodRow>, { state }: ViewSnapshot): void {
  rows.clear();
  if (state.kind === 'pods') for (const row of state.rows) rows.set(row.uid, row);
}

function takeDelta(rows: Map<string, PodRow>, delta: ViewDelta): void {
  for (const row of delta.rows) rows.set(row.uid, row);
  for (const uid of delta.gone) rows.delete(uid);
}
