/**
 * Windows' own PowerShell by its full path: whatever else is called powershell.exe on the PATH is not asked.
 * `systemRoot` is `%SystemRoot%`.
 */
export const powershellPath = (systemRoot = process.env['SystemRoot'] ?? 'C:\\Windows'): string =>
  `${systemRoot}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`;

/** Arguments that run a script of ours: no profile, no questions, and no quoting, since it goes as UTF-16LE in base64. */
export const powershellArguments = (script: string): readonly string[] => [
  '-NoLogo',
  '-NoProfile',
  '-NonInteractive',
  '-ExecutionPolicy',
  'Bypass',
  '-EncodedCommand',
  Buffer.from(script, 'utf16le').toString('base64'),
];
