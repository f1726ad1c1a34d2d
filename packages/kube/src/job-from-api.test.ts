import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jobFromApi } from './job-from-api.ts';

const metadata = { name: 'migrate', namespace: 'shop', uid: 'uid-1', resourceVersion: '5' };
const condition = (type: string, status = 'True', reason = '') => ({ type, status, reason });

test.each<[string, object, string, string | null]>([
  ['that has just been made', {}, 'active', null],
  ['that runs', { status: { active: 1, ready: 0 } }, 'active', null],
  [
    'that is done',
    { status: { conditions: [condition('SuccessCriteriaMet'), condition('Complete')] } },
    'complete',
    null,
  ],
  [
    'that has failed, and why',
    { status: { conditions: [condition('Failed', 'True', 'BackoffLimitExceeded')] } },
    'failed',
    'BackoffLimitExceeded',
  ],
  [
    'that has failed without a word',
    { status: { conditions: [condition('Failed')] } },
    'failed',
    null,
  ],
  [
    'whose condition does not hold',
    { status: { conditions: [condition('Complete', 'False'), condition('Failed', 'False')] } },
    'active',
    null,
  ],
  ['that is held back by its spec', { spec: { suspend: true } }, 'suspended', null],
  ['that was held back', { status: { conditions: [condition('Suspended')] } }, 'suspended', null],
  [
    'that is done stays so, whatever its spec says by now',
    { spec: { suspend: true }, status: { conditions: [condition('Complete')] } },
    'complete',
    null,
  ],
])('a Job %s', (_, more, state, reason) => {
  expect(jobFromApi({ kind: 'Job', metadata, ...more })).toEqual({ ...metadata, state, reason });
});

test('never throws, whatever stands in its fields', () => {
  fc.assert(
    fc.property(
      fc.anything(),
      fc.constantFrom('kind', 'metadata', 'spec', 'status'),
      (value, field) => {
        expect(jobFromApi({ metadata, [field]: value })).toBeTypeOf('object');
        expect(jobFromApi({ metadata, status: { conditions: [value] } })).toHaveProperty('state');
        expect(jobFromApi(value)).toHaveProperty('unreadable');
      },
    ),
  );
});
