#!/bin/sh
# Installs the Debian packages that are missing. Usage: packages.sh PACKAGE … Asks nothing, starts no service.
set -eu
missing=
for package; do
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
echo "Installing$missing …" >&2
log=$(mktemp)
# policy-rc.d keeps the distribution's own sshd and podman from starting; the lab starts its own.
policy=/usr/sbin/policy-rc.d
made=
[ -e "$policy" ] || {
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
	made=1
}
finish() {
	[ -z "$made" ] || rm -f "$policy"
	rm -f "$log"
}
trap finish EXIT
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # a list of words
install() { apt-get install -y --no-install-recommends $missing </dev/null >"$log" 2>&1; }
install || { apt-get update >>"$log" 2>&1 && install; } || {
	cat "$log" >&2
	echo "The packages$missing could not be installed." >&2
	exit 1
}
