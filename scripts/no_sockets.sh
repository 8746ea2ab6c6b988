#!/bin/sh
# Proves with strace that the sandbox, and --offline, open no socket of the internet. Needs strace; touches no file of yours.
#   scripts/no_sockets.sh [path of passbook]
set -eu
program=${1:-target/release/passbook}
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data"

total=0
silent() {
    strace -f -qq -e trace=socket,connect,sendto -o "$home/trace" "$@" >/dev/null 2>&1 || true
    opened=$(grep -cE 'AF_INET6?' "$home/trace" || true)
    total=$((total + opened))
    echo "$opened sockets of the internet: $(basename "$1") ${*#"$1"}"
}

# a trace that sees nothing proves nothing: this one must see a connection
silent "$program" sandbox answers simplefin --port 9 >/dev/null
[ "$total" -gt 0 ] || { echo "strace sees no socket here: nothing was proved" >&2; exit 1; }
total=0
for command in accounts transactions merchants sync sharing; do
    silent "$program" --sandbox "$command"
done
mkdir -p "$home/config/passbook"
printf '[[connection]]\nname = "bank"\nkind = "plaid"\n' >"$home/config/passbook/config.toml"
silent "$program" --offline sync
silent "$program" --offline connect plaid
if command -v script >/dev/null; then
    # the dashboard in a terminal, left again after two seconds
    (sleep 2; printf q) | script -qec "strace -f -qq -e trace=socket,connect,sendto -o $home/trace $program --sandbox" /dev/null >/dev/null 2>&1 || true
    opened=$(grep -cE 'AF_INET6?' "$home/trace" || true)
    total=$((total + opened))
    echo "$opened sockets of the internet: the dashboard"
fi
[ "$total" -eq 0 ] || exit 1
echo "none at all"
