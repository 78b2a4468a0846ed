import { useState } from 'react';
import { keep, kept } from '../kept/kept.ts';

/** How pages look; `system` is what the operating system says. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'coinslot:theme';

function stored(): Theme {
  const text = kept(KEY);
  return text === 'light' || text === 'dark' ? text : 'system';
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** Looks as this browser was told to before. */
export function showStoredTheme(): void {
  show(stored());
}

/** The theme, and what changes it in this browser. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(stored);
  const choose = (next: Theme) => {
    keep(KEY, next);
    show(next);
    setTheme(next);
  };
  return [theme, choose];
}
