/**
 * What every script of the burn-in begins with. `clean` is run however it ends: dash runs no EXIT trap on a signal that is
 * not trapped. A dropped connection is noticed at the next line printed, as nobody reads it any more.
 */
export const guard = String.raw`set -u
LC_ALL=C; export LC_ALL
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/opt/vc/bin; export PATH
clean() { :; }
trap 'clean' EXIT
trap 'exit 129' HUP INT TERM PIPE
have() { command -v "$1" >/dev/null 2>&1; }
tell() { printf '%s\n' "$*" || exit 129; }
`;
