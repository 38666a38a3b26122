#!/bin/sh
# Installs the Debian packages that are missing. Usage: packages.sh [--print] [lab] [tools] … [PACKAGE …]
# `lab` is for workers, `tools` for tests, `shells` for common login shells and sudo, `windows` for the stand-in for Windows,
# `upstream` for the guest of upstream's scripts, `bootstrap` for making the root file system of another Debian release,
# `release` for that root file system itself. --print only prints their names. Asks no questions, starts no service.
set -eu
# What a worker runs.
worker='podman runc crun conmon netavark aardvark-dns iptables uidmap slirp4netns openssh-server busybox-static cron systemd
	iproute2 procps util-linux e2fsprogs'
print=
[ "${1:-}" != --print ] || print=$1
[ -z "$print" ] || shift
wanted=
for word; do
	case $word in
	lab) wanted="$wanted $worker openssh-client tar" ;;
	# Podman 5 needs nftables for its networks and passt for rootless ones.
	release) wanted="$wanted $worker mount hostname passwd nftables passt catatonit" ;;
	bootstrap) wanted="$wanted mmdebstrap debian-archive-keyring" ;;
	tools) wanted="$wanted tmux shellcheck fonts-dejavu-core attr acl catatonit libcap2-bin rsync skopeo
		groff-base docker-registry openssl xfsprogs" ;;
	shells) wanted="$wanted fish tcsh zsh sudo" ;;
	windows) wanted="$wanted qemu-system-x86 qemu-utils ntfs-3g cpio fdisk netcat-openbsd busybox-static coreutils bash
		dash util-linux" ;;
	upstream) wanted="$wanted binutils mtools qemu-utils ntfs-3g cpio fdisk gzip netcat-openbsd busybox-static coreutils util-linux" ;;
	*) wanted="$wanted $word" ;;
	esac
done
if [ -n "$print" ]; then
	# shellcheck disable=SC2086 # a list of words
	echo $wanted
	exit 0
fi

# Sets $missing. Asks dpkg once for all packages, since usually none is missing.
look() {
	missing=
	# shellcheck disable=SC2086 # a list of words
	there=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' $wanted 2>/dev/null || true) "
	for package in $wanted; do
		case $there in *" installed:$package "*) ;; *) missing="$missing $package" ;; esac
	done
}
look
[ -n "$missing" ] || exit 0
# One installation at a time; a process that waited may find it done.
exec 9</var/tmp
flock 9
look
[ -n "$missing" ] || exit 0

echo "Installing$missing …" >&2
log=$(mktemp)
# policy-rc.d keeps the distribution's own sshd and podman from starting; the lab starts its own.
policy=/usr/sbin/policy-rc.d made=
finish() {
	[ -z "$made" ] || rm -f "$policy"
	rm -f "$log"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP
[ -e "$policy" ] || {
	made=1
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
}
export DEBIAN_FRONTEND=noninteractive
apt() { apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >>"$log" 2>&1 9<&-; }
# shellcheck disable=SC2086 # a list of words
install() { apt install --no-install-recommends -o Dpkg::Options::=--force-confold $missing; }
# The package lists may be missing or old.
install || { apt update && install; } || {
	tail -n 30 "$log" >&2
	echo "The packages$missing could not be installed." >&2
	exit 1
}
