/**
 * Escape sequences (ECMA-48): CSI; the strings OSC, DCS, SOS, PM and APC up to their end or the end of the text; two-character
 * escapes. Also as the single C1 characters that some terminals obey.
 */
const sequences =
  /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]?|(?:\u001B[\]PX^_]|[\u0090\u0098\u009D-\u009F])[^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C|$)?|\u001B[ -/]*[0-~]?/g;

/** Left over controls but tab and line feed, and characters that reorder the text around them. */
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g;

/**
 * Remote text as it may be shown on the page and on the user's terminal: without escape sequences, controls and characters
 * that reorder text. Line breaks (`\r\n` too) and tabs stay; of a line rewritten with `\r`, as progress bars are, the
 * parts stay apart as lines.
 */
export const terminalSafe = (text: string): string =>
  text.replace(sequences, '').replace(/\r+\n/g, '\n').replace(/\r/g, '\n').replace(controls, '');
