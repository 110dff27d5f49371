/**
 * Arguments as one Windows command line that CommandLineToArgvW, and so every program of Microsoft's C runtime, takes apart
 * into the same arguments. Source: "Parsing C++ command-line arguments", learn.microsoft.com. Pure.
 */
export const windowsCommandLine = (args: readonly string[]): string => args.map(quoted).join(' ');

/** Backslashes count only before a quotation mark, where each must be doubled. */
function quoted(argument: string): string {
  if (/^[^\s"]+$/.test(argument)) return argument;
  return `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}
