#!/bin/sh
# Makes the root file system of a worker of another Debian release once and prints its folder. The lab's README.md
# explains how it is used.
# Usage: release-root.sh 12|13|testing|unstable [PACKAGE,PACKAGE,…]
#        with packages, it is not for a worker but for an image: what Debian's own images have, and these
#        release-root.sh --list    prints the releases that tests use besides this machine's own
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=${INGOT_LAB_CACHE:-/var/tmp/ingot-lab-cache}
release=${1:-}
die() {
	echo "lab: $*" >&2
	exit 1
}
case $release in
--list)
	for each in 12 13 testing; do
		grep -qx "VERSION_ID=\"$each\"" /etc/os-release || echo "$each"
	done
	exit 0
	;;
12) suite=bookworm ;;
13) suite=trixie ;;
testing | unstable) suite=$release ;;
*) die "there is no release $release: use 12, 13, testing or unstable" ;;
esac
sh "$here/packages.sh" bootstrap
include=${2:-$(sh "$here/packages.sh" --print release | tr -s ' \t\n' ,)}
variant=apt
[ -z "${2-}" ] || variant=minbase

mark=$({ echo "$suite $include" && cat "$here/release-root.sh"; } | sha256sum | cut -c -16)
cache=$top/$mark
mkdir -p "$cache"
touch "$cache"
exec 9<"$cache"
# Several tests may ask for one release; different releases are made side by side.
flock 9
if [ -d "$cache/root" ]; then
	echo "$cache/root"
	exit 0
fi

find "$top" -mindepth 1 -maxdepth 1 -mtime +7 -exec rm -rf {} +
echo "Making the root file system of Debian $release …" >&2
work=$cache/making
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# The archive that apt on this machine uses, and how it reaches it.
archive() {
	# shellcheck disable=SC2016 # apt's own fields
	apt-get indextargets --format '$(SITE) $(RELEASE) $(ORIGIN) $(COMPONENT)' 'Created-By: Packages' |
		awk '$2 !~ /-/ && $3 == "Debian" && $4 == "main" {print $1; exit}'
}
mirror=$(archive)
# Without lists apt does not know which of its sources are Debian's.
[ -n "$mirror" ] || {
	apt-get -q update >"$work/log" 2>&1 9<&- || true
	mirror=$(archive)
}
[ -n "$mirror" ] || die 'apt on this machine has no Debian archive in its sources, so workers of other releases cannot be made'
apt-config dump Acquire::http Acquire::https >"$work/apt.conf"
echo 'Acquire::Retries "3";' >>"$work/apt.conf"
# The Release file of unstable may be past its date.
echo 'Acquire::Check-Valid-Until "false";' >>"$work/apt.conf"

# A bare system first, then apt in it: what podman wants cannot be configured in one go.
mmdebstrap --mode=root --variant=$variant --format=directory --include="$include" --aptopt="$work/apt.conf" \
	--keyring=/usr/share/keyrings/debian-archive-keyring.gpg --dpkgopt='path-exclude=/usr/share/doc/*' \
	--dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
	"$suite" "$work/root" "$mirror" >"$work/log" 2>&1 9<&- </dev/null || {
	tail -n 20 "$work/log" >&2
	die "the root file system of Debian $release could not be made; check that apt-get update works on this machine"
}
mv "$work/root" "$cache/root"
echo "$cache/root"
