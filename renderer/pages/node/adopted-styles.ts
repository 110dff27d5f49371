/**
 * While a terminal is shown, `<style>` elements become constructed style sheets, and `style` attributes of spans are set by
 * property. xterm.js 6 makes both, some of them through the global document whatever its `documentOverride` says
 * (Viewport.ts; DomRendererRowFactory.ts for colours beyond the palette). The CSP's `style-src 'self'` refuses such markup;
 * the CSS object model is not markup, and needs no hole in the policy. The returned function takes everything back.
 */
export function adoptStyles(document: Document): () => void {
  const sheets = new Set<CSSStyleSheet>();
  const make = (tag: string): HTMLElement => document.createElementNS('http://www.w3.org/1999/xhtml', tag);
  const createElement = (tag: string): HTMLElement => {
    const name = tag.toLowerCase();
    if (name === 'style') return styleStandIn(make('span'), sheetOf(document, sheets));
    return name === 'span' ? withStyleProperty(make(name)) : make(name);
  };
  Object.defineProperty(document, 'createElement', { configurable: true, value: createElement });
  return () => {
    Reflect.deleteProperty(document, 'createElement');
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => !sheets.has(sheet));
  };
}

interface AdoptedSheet {
  readonly replace: (css: string) => void;
  readonly drop: () => void;
}

function sheetOf(document: Document, sheets: Set<CSSStyleSheet>): AdoptedSheet {
  const sheet = new CSSStyleSheet();
  sheets.add(sheet);
  document.adoptedStyleSheets.push(sheet);
  return {
    replace: (css) => sheet.replaceSync(css),
    drop: () => {
      sheets.delete(sheet);
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    },
  };
}

/** An empty element in the place of a `<style>`: its text becomes the sheet's, and it takes the sheet along when it goes. */
function styleStandIn(element: HTMLElement, sheet: AdoptedSheet): HTMLElement {
  element.hidden = true;
  Object.defineProperty(element, 'textContent', { set: sheet.replace });
  Object.defineProperty(element, 'remove', {
    value: () => {
      sheet.drop();
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
