import { expect, it } from 'vitest';
import { at } from '../test/build.ts';
import { shownAt, tell, watched } from '../test/kubelet.ts';
import { snapshotAt } from './snapshot-at.ts';
import { statusColumns } from './status.ts';

it('whatever part of a pod’s life the API shows, its columns at each sight come out of the facts as they were shown', () => {
  watched((all, shown, ahead) => {
    const { known, transitions } = tell(all, shown, ahead);
    const last = known?.snapshot;
    if (last === undefined) return;
    for (const moment of shown) {
      const { ready, status, restarts } = statusColumns(shownAt(all, moment));
      const then = snapshotAt(last, transitions, at(moment + ahead));
      expect(then && statusColumns(then)).toMatchObject({ ready, status, restarts });
    }
  });
});
