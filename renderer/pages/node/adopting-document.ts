interface AdoptingDocument {
  /** Stands for the document in the eyes of a library that makes its own styles. */
  readonly document: Document;
  /** Takes back every style it has adopted. */
  readonly release: () => void;
}

/**
 * A document whose `<style>` elements are constructed style sheets, and whose `style` attributes are set by property.
 * xterm.js makes both (xtermjs/xterm.js, DomRenderer.ts and Viewport.ts); the CSP's `style-src 'self'` refuses them as
 * markup, but not a script of our own that adopts a sheet (CSP 3 governs inline markup, not the CSS object model).
 */
export function adoptingDocument(real: Document): AdoptingDocument {
  const sheets = new Set<CSSStyleSheet>();
  const adopt = (sheet: CSSStyleSheet): void => {
    sheets.add(sheet);
    real.adoptedStyleSheets.push(sheet);
  };
  const drop = (sheet: CSSStyleSheet): void => {
    sheets.delete(sheet);
    real.adoptedStyleSheets = real.adoptedStyleSheets.filter((other) => other !== sheet);
  };
  const createElement = (tag: string): HTMLElement => {
    if (tag === 'style') return styleStandIn(real, adopt, drop);
    return tag === 'span' ? withStyleProperty(real.createElement(tag)) : real.createElement(tag);
  };
  const stand = new Proxy(real, {
    get: (target, key) => {
      if (key === 'createElement') return createElement;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
  return { document: stand, release: () => [...sheets].forEach(drop) };
}

type SheetAct = (sheet: CSSStyleSheet) => void;

/** An empty element in the place of a `<style>`: its text becomes the sheet's, and it takes the sheet along when it goes. */
function styleStandIn(real: Document, adopt: SheetAct, drop: SheetAct): HTMLElement {
  const sheet = new CSSStyleSheet();
  const element = real.createElement('span');
  element.hidden = true;
  adopt(sheet);
  Object.defineProperty(element, 'textContent', { set: (css: string) => sheet.replaceSync(css) });
  Object.defineProperty(element, 'remove', {
    value: () => {
      drop(sheet);
      Element.prototype.remove.call(element);
    },
  });
  return element;
}

/** `setAttribute('style', …)` is markup in the eyes of the CSP; the property is not. */
function withStyleProperty(element: HTMLElement): HTMLElement {
  Object.defineProperty(element, 'setAttribute', {
    value: (name: string, value: string) => {
      if (name === 'style') element.style.cssText = value;
      else Element.prototype.setAttribute.call(element, name, value);
    },
  });
  return element;
}
