import { describe, expect, it } from 'vitest';
import { fieldTests, isBadSelector, labelTests, type Test } from './selectors.ts';

const selects = (
  tests: readonly Test[] | { message: string },
  labels: Record<string, string>,
  fields: Record<string, string> = {},
): boolean | string =>
  isBadSelector(tests) ? tests.message : tests.every((test) => test({ labels, fields }));

describe('a label selector', () => {
  const labels = { app: 'shop', tier: 'web', empty: '' };
  it.each([
    ['', true],
    ['app', true],
    ['none', false],
    ['!none', true],
    ['!app', false],
    ['app=shop', true],
    ['app==shop', true],
    ['app = shop , tier=web', true],
    ['app!=shop', false],
    ['none!=shop', true],
    ['empty=', true],
    ['empty=,app', true],
    ['app in (shop,other)', true],
    ['app in (other)', false],
    ['none in (shop)', false],
    ['app notin (other), tier', true],
    ['app notin (shop)', false],
    ['none notin (shop)', true],
    ['app.kubernetes.io/name=x', false],
    ['==bad', "found '==', expected: !, identifier, or 'end of string'"],
    ['app=shop,', "found '', expected: identifier after ','"],
    ['app shop', "found 'shop', expected: in, notin, =, ==, !=, gt, lt"],
    ['app in shop', "found 'shop' expected: '('"],
    ['app in (shop other)', "found 'other', expected: ',' or ')'"],
  ])('%j selects, or is refused: %j', (selector, expected) => {
    expect(selects(labelTests(selector), labels)).toBe(expected);
  });
});

describe('a field selector', () => {
  const fields = { 'metadata.name': 'page-1', 'status.phase': 'Running', 'spec.nodeName': '' };
  it.each([
    ['', true],
    ['metadata.name=page-1', true],
    ['metadata.name==page-1,status.phase!=Succeeded', true],
    ['status.phase!=Running', false],
    ['spec.nodeName=', true],
    ['spec.nothing=x', 'field label not supported: spec.nothing'],
    ['oops', "invalid selector: 'oops'; can't understand 'oops'"],
  ])('%j selects, or is refused: %j', (selector, expected) => {
    expect(selects(fieldTests(selector, Object.keys(fields)), {}, fields)).toBe(expected);
  });
});
