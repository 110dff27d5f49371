/** Functions for the scripts of repairs: `keep FILE`, `put FILE` from stdin, `say` for what a check found. */
export const prelude = String.raw`set -eu
LC_ALL=C; export LC_ALL
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; export PATH
DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND
keep() {
  [ -e "$1" ] || return 0
  [ -e "/var/backups/slipway$1" ] && return 0
  mkdir -p "/var/backups/slipway$(dirname "$1")"
  cp "$1" "/var/backups/slipway$1"
}
put() {
  keep "$1"
  mkdir -p "$(dirname "$1")"
  cat >"$1.slipway-new"
  chmod 644 "$1.slipway-new"
  mv -f "$1.slipway-new" "$1"
}
have() { command -v "$1" >/dev/null 2>&1; }
fail() { printf '%s\n' "$1"; exit 1; }
boot_file() {
  for folder in /boot/firmware /boot; do
    [ -f "$folder/$1" ] && { printf '%s\n' "$folder/$1"; return 0; }
  done
  fail "There is no $1 on the boot partition."
}
`;
