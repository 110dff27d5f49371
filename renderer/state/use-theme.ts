import { useEffect, useSyncExternalStore } from 'react';
import { useView } from './view.ts';

/** Puts the chosen colours on the document; by default those of the system, live. */
export function useTheme(): void {
  const theme = useView((view) => view.theme);
  useEffect(() => {
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = (): void => {
      document.documentElement.dataset['theme'] = theme === 'system' ? (system.matches ? 'dark' : 'light') : theme;
    };
    apply();
    system.addEventListener('change', apply);
    return () => system.removeEventListener('change', apply);
  }, [theme]);
}

/** Calls back whenever other colours are put on the document, until the returned function is called. */
export function onOtherColours(changed: () => void): () => void {
  const watcher = new MutationObserver(changed);
  watcher.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => watcher.disconnect();
}

/** The colours that are shown, for what is drawn by hand. */
export const useShownColours = (): string =>
  useSyncExternalStore(onOtherColours, () => document.documentElement.dataset['theme'] ?? 'light');
