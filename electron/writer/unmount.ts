/** Unmounts every volume of a drive, lazily where one is in use: opening the drive then finds it busy. */
export async function unmountDisk(path: string): Promise<void> {
  const { getUnmountDisk } = await import('etcher-sdk/build/lazy.js');
  await getUnmountDisk()(path);
}
