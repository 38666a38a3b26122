#!/bin/sh
# A lab of real workers on this machine. `lab.sh help` lists the commands; README.md explains how a worker is made.
# shellcheck source-path=SCRIPTDIR
set -eu
# A worker has its own /tmp and must not see its maker's TMPDIR.
unset TMPDIR
here=$(cd "$(dirname "$0")" && pwd)
top=${INGOT_LAB_TOP:-/var/tmp/ingot-lab}
name=lab workers=2 user=alice worker='' kind='' release='' storage_mb=256 home_of='' all=

die() {
	echo "lab: $*" >&2
	exit 1
}

usage() {
	cat <<'END'
lab.sh up   [--name NAME] [--workers N] [--user USER]   bring a lab up
lab.sh hold [--name NAME] [--workers N] [--user USER]   the same, until stdin ends
lab.sh add  --name NAME --worker K [--kind KIND] [--release RELEASE] [--storage-mb N] [--home-of K]
            KIND: plain, set, full, no-podman, no-socket, garbage, refuses-key, rootless, lingering, systemd, windows,
            small-windows, upstream, small-upstream; default plain, or set with a RELEASE
            RELEASE: 12, 13, testing or unstable, a Debian release with its Podman; default this machine's
lab.sh list
lab.sh exec --name NAME --worker K -- ARGV …            as root in that worker
lab.sh fixtures --name NAME --worker K                  recreate its DevBoxes
lab.sh kill|boot --name NAME --worker K                 cut its power; start it again with its disk
lab.sh cut|mend  --name NAME --worker K                 disconnect its network; reconnect it
lab.sh down [--name NAME | --all]
K is a number or a word; NAME-K is the same worker.
END
}

command=${1:-help}
[ $# -eq 0 ] || shift
while [ $# -gt 0 ]; do
	case $1 in
	--all) all=1 && shift ;;
	--) shift && break ;;
	--*)
		[ $# -gt 1 ] || die "$1 needs a value"
		case $1 in
		--name) name=$2 ;;
		--workers) workers=$2 ;;
		--user) user=$2 ;;
		--worker) worker=$2 ;;
		--kind) kind=$2 ;;
		--release) release=$2 ;;
		--storage-mb) storage_mb=$2 ;;
		--home-of) home_of=${2#"$name-"} ;;
		*) die "unknown argument $1" ;;
		esac
		shift 2
		;;
	*) die "unknown argument $1" ;;
	esac
done
worker=${worker#"$name-"}
case $name$worker in *[!A-Za-z0-9_-]*) die 'a name has letters, digits, dash and underscore only' ;; esac
[ -n "$name" ] || die '--name is required'
lab=$top/$name

. "$here/cgroups.sh"
. "$here/rootfs.sh"
. "$here/worker.sh"
. "$here/bring-up.sh"

case $command in
up | hold | list | down | help) ;;
*) [ -d "$lab" ] || die "no lab $name" ;;
esac
case $command in
up)
	make_lab
	rm "$lab/maker"
	list_workers
	;;
hold)
	# The workers die with this process, even on kill -9. The folder left then is removed by the next up or down.
	with_holder='setpriv --pdeathsig KILL'
	exec 3<&0
	make_lab
	list_workers
	echo ready
	cat <&3 >/dev/null &
	wait $!
	;;
add) add_worker ;;
fixtures) fill_worker "$worker" || die "see $lab/worker-$worker/log" ;;
exec) exec_in "$lab/worker-$worker" "$@" ;;
kill) halt_worker "$lab/worker-$worker" ;;
boot)
	! is_alive "$lab/worker-$worker" || die "$name-$worker is up already"
	boot_worker "$worker"
	wait_worker "$worker"
	follow_holder "$worker"
	;;
cut) ip link set "$(cat "$lab/worker-$worker/link")" down ;;
mend) ip link set "$(cat "$lab/worker-$worker/link")" up ;;
list)
	for lab in "$top"/*; do
		[ ! -d "$lab" ] || list_workers
	done
	;;
down)
	if [ -z "$all" ]; then
		end_lab
	else
		for lab in "$top"/*; do
			name=$(basename "$lab")
			[ ! -d "$lab" ] || end_lab
		done
	fi
	;;
*) usage ;;
esac
