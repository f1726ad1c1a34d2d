/** What a viewer prefers, kept in this browser. `app.html` reads the same keys before the first paint. */

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const THEME_KEY = 'podline.theme';
const CONTRAST_KEY = 'podline.contrast';

const MORE_CONTRAST = matchMedia('(prefers-contrast: more)');

export class Preferences {
  #theme = $state<Theme>(THEMES.find((theme) => theme === kept(THEME_KEY)) ?? 'system');
  #hasMoreContrast = $state(kept(CONTRAST_KEY) === 'more');

  constructor() {
    MORE_CONTRAST.addEventListener('change', () => this.#showContrast());
  }

  get theme(): Theme {
    return this.#theme;
  }

  /** Whether high contrast was asked for here; the system's wish for it holds besides. */
  get hasMoreContrast(): boolean {
    return this.#hasMoreContrast;
  }

  /** Shows it at once, and keeps it. */
  setTheme(theme: Theme): void {
    this.#theme = theme;
    // Without the attribute the tokens follow the system.
    mark('theme', theme === 'system' ? null : theme);
    keep(THEME_KEY, theme);
  }

  nextTheme(): void {
    this.setTheme(THEMES[(THEMES.indexOf(this.#theme) + 1) % THEMES.length] ?? 'system');
  }

  switchContrast(): void {
    this.#hasMoreContrast = !this.#hasMoreContrast;
    this.#showContrast();
    keep(CONTRAST_KEY, this.#hasMoreContrast ? 'more' : 'system');
  }

  #showContrast(): void {
    mark('contrast', this.#hasMoreContrast || MORE_CONTRAST.matches ? 'more' : null);
  }
}

function mark(name: 'theme' | 'contrast', value: string | null): void {
  if (value === null) delete document.documentElement.dataset[name];
  else document.documentElement.dataset[name] = value;
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing forgets the choice with the tab; nothing else depends on it.
  }
}

function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // As above: without storage the system's wish holds.
    return null;
  }
}
