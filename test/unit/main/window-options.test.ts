import { describe, expect, it } from 'vitest';
import { webPreferences, windowOptions } from '../../../electron/main/window-options.ts';

describe('webPreferences', () => {
  it('give the page no Node, a world of its own and the sandbox', () => {
    expect(webPreferences).toEqual({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    });
  });

  it('cannot be changed by other code', () => {
    expect(Object.isFrozen(webPreferences)).toBe(true);
  });
});

describe('windowOptions', () => {
  it('add nothing to them but the preload script', () => {
    expect(windowOptions('/p.cjs').webPreferences).toEqual({ ...webPreferences, preload: '/p.cjs' });
  });

  it('keep the window hidden until it has something to show', () => {
    expect(windowOptions('/p.cjs').show).toBe(false);
  });
});
