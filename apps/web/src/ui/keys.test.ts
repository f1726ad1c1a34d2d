import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPageKey } from './keys.ts';

/** Of the DOM only what the question needs: who is asked for its nearest ancestor of a kind. */
class Element {
  readonly #within: string | null;
  constructor(within: string | null) {
    this.#within = within;
  }
  closest(selector: string): Element | null {
    return this.#within !== null && selector.split(', ').includes(this.#within) ? this : null;
  }
}

describe('a key press belongs to the page', () => {
  const before = globalThis.HTMLElement;
  beforeAll(() => {
    Object.assign(globalThis, { HTMLElement: Element });
  });
  afterAll(() => {
    Object.assign(globalThis, { HTMLElement: before });
  });

  const press = (over: Partial<KeyboardEvent>, within: string | null = null): KeyboardEvent =>
    ({
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      defaultPrevented: false,
      target: new Element(within),
      ...over,
    }) as unknown as KeyboardEvent;

  test.each<[string, KeyboardEvent, boolean]>([
    ['pressed anywhere', press({}), true],
    ['with shift, as ? needs it', press({ shiftKey: true }), true],
    ['while somebody types', press({}, 'input'), false],
    ['while a dialog is open', press({}, 'dialog'), false],
    ['as a shortcut of the browser', press({ ctrlKey: true }), false],
    ['as a shortcut of macOS', press({ metaKey: true }), false],
    ['that somebody else has taken', press({ defaultPrevented: true }), false],
  ])('%s: %s', (_name, event, isOurs) => {
    expect(isPageKey(event)).toBe(isOurs);
  });
});
