/** What a viewer prefers, kept in this browser. */

const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** `app.html` reads the same key before the first paint. */
const KEY = 'podline.theme';

export class Preferences {
  #theme = $state<Theme>(readTheme());

  get theme(): Theme {
    return this.#theme;
  }

  /** Shows the next theme of system, light, dark at once, and keeps it. */
  nextTheme(): void {
    this.#theme = THEMES[(THEMES.indexOf(this.#theme) + 1) % THEMES.length] ?? 'system';
    // Without the attribute the tokens follow the system.
    if (this.#theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = this.#theme;
    try {
      localStorage.setItem(KEY, this.#theme);
    } catch {
      // A browser that keeps nothing forgets the choice with the tab; nothing else depends on it.
    }
  }
}

function readTheme(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? 'system';
  } catch {
    // As above: without storage the system's theme holds.
    return 'system';
  }
}
