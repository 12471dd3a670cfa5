// Dark or light: dark unless this person chose otherwise in this browser; a control room at night is the normal case.

export const THEMES = ['dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

const KEPT = 'corridor.theme';

export function chosenTheme(): Theme {
  return localStorage.getItem(KEPT) === 'light' ? 'light' : 'dark';
}

/** Shows the page in this theme; the tokens in app.css do the rest. */
export function showTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEPT, theme);
  showTheme(theme);
}
