/** `1.36.4`, `v1.26` or `1.36.4+k3s1` as numbers; undefined for anything else. */
export function parseVersion(text: string): readonly number[] | undefined {
  const match = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:\+k3s\d+)?$/.exec(text);
  return match?.slice(1).filter(Boolean).map(Number);
}

/** Which of two minors is older: negative when `left` is. The patch counts only where both have one. */
export function compareVersions(left: string, right: string): number {
  const [a = [], b = []] = [parseVersion(left), parseVersion(right)];
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
