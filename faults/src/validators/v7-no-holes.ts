/** V7: what a page was told has no hole, and nothing that it was told is unknown to the log. */
import type { RecordedTransition } from '@podline/domain';
import type { ClientHistory, Database, Violations } from '../evidence.ts';
import type { Told } from '../page-client.ts';

type ViewTold = Told & { readonly kind: 'snapshot' | 'delta' };

/** Each view: deltas continue what came before; a pod's transitions up to the seq that it stands at are all there, at every moment. */
export function noHoles(clients: readonly ClientHistory[], database: Database): Violations {
  return clients.flatMap((client) =>
    client.views.flatMap(({ query }, view) => {
      const told = client.told.filter((it) => isOfView(it, view));
      const name = `${client.name}'s view of ${query.kind === 'pod' ? query.name : `all ${query.kind}`}`;
      return [
        ...continuityOf(told),
        ...(query.kind === 'pod' ? completeness(told, database) : []),
      ].map((sentence) => `V7: ${name}: ${sentence}`);
    }),
  );
}

const isOfView = (it: Told, view: number): it is ViewTold =>
  (it.kind === 'snapshot' || it.kind === 'delta') && it.view === view;

function continuityOf(told: readonly ViewTold[]): Violations {
  const violations: string[] = [];
  let at: number | null = null;
  for (const it of told) {
    if (it.kind === 'delta' && it.delta.fromSeq !== at)
      violations.push(`a delta goes on from seq ${it.delta.fromSeq}, and it stood at ${at}.`);
    const next = it.kind === 'delta' ? it.delta.toSeq : it.seq;
    if (it.kind === 'delta' && at !== null && next < at)
      violations.push(`a delta went back from seq ${at} to ${next}.`);
    at = next;
  }
  return violations;
}

function completeness(told: readonly ViewTold[], database: Database): Violations {
  const violations: string[] = [];
  let uid: string | null = null;
  let has = new Map<number, string>();
  for (const it of told) {
    if (it.kind === 'snapshot') {
      if (it.state.kind !== 'pod') continue;
      uid = it.state.row.uid;
      has = new Map(it.state.transitions.map(entry));
    } else {
      for (const transition of it.delta.transitions) has.set(...entry(transition));
    }
    const upTo = it.kind === 'snapshot' ? it.seq : it.delta.toSeq;
    const stored = database.transitions.filter((row) => row.uid === uid && row.seq <= upTo);
    const missing = stored.filter(({ seq }) => !has.has(seq));
    const ofLog = new Map(stored.map(entry));
    const invented = [...has].filter(([seq, key]) => ofLog.get(seq) !== key);
    violations.push(
      ...missing.map(({ seq, key }) => `at seq ${upTo} it lacked seq ${seq} (${key}).`),
      ...invented.map(
        ([seq, key]) => `at seq ${upTo} it was told seq ${seq} (${key}), which the log has not.`,
      ),
    );
  }
  return [...new Set(violations)];
}

const entry = ({ seq, key }: RecordedTransition): [number, string] => [seq, key];
