import { useEffect } from 'react';
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
