/** What a viewer prefers, kept in this browser. */

const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'podline.theme';

export class Preferences {
  theme = $state<Theme>(readTheme());

  nextTheme(): void {
    this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length] ?? 'system';
    try {
      localStorage.setItem(KEY, this.theme);
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
