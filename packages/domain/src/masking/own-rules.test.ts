import { describe, expect, test } from 'vitest';
import { MASK_RULES, maskNamed, maskSecrets } from './mask.ts';
import { type OwnMaskRule, ownMaskRules } from './own-rules.ts';

const OWN: readonly OwnMaskRule[] = [
  { name: 'our licence', key: 'licence_code' },
  { name: 'Acme', starts: 'acme.v1-', atLeast: 8 },
  { name: 'card numbers', after: 'card [', until: ']' },
];
const RULES = [...ownMaskRules(OWN), ...MASK_RULES];

describe('the rules of a user', () => {
  test.each<[string, string]>([
    ['ACME_LICENCE_CODE=abc-1 user=bob', 'ACME_LICENCE_CODE=••• user=bob'],
    ['{"licence_code": "a b", "n": 1}', '{"licence_code": "•••", "n": 1}'],
    ['licence_code_file=/etc/licence', 'licence_code_file=/etc/licence'],
    ['sent acme.v1-0123abcd.', 'sent acme.v1-•••'],
    ['acmeXv1-0123abcd acme.v1-short', 'acmeXv1-0123abcd acme.v1-short'],
    ['paid by card [4111 1111] at noon', 'paid by card [•••] at noon'],
    ['paid by card [4111 11', 'paid by card [•••'],
    ['password=hunter2', 'password=•••'],
  ])('%s → %s', (line, expected) => {
    const once = maskSecrets(line, RULES);
    expect(once.text).toBe(expected);
    expect(maskSecrets(once.text, RULES)).toEqual({ text: once.text, masked: 0 });
  });

  test('hold for a value with a name of its own', () => {
    expect(maskNamed('ACME_LICENCE_CODE', 'abc 1', RULES).text).toBe('•••');
    expect(maskNamed('ACME_LICENCE_CODE', 'abc 1').text).toBe('abc 1');
  });
});
