#!/bin/sh
# A lab of real workers on this machine: `lab.sh help` tells the commands, README.md how a worker is made.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=/var/tmp/ingot-lab
name=lab workers=2 user=alice worker='' kind=plain storage_mb=256

die() {
	echo "lab: $*" >&2
	exit 1
}

usage() {
	cat <<'END'
lab.sh up   [--name NAME] [--workers N] [--user USER]   bring a lab up
lab.sh hold [--name NAME] [--workers N] [--user USER]   the same, until stdin ends
lab.sh add  --name NAME --worker W --kind KIND [--storage-mb N]
            KIND: plain, full, no-podman, no-socket, garbage, refuses-key
lab.sh list
lab.sh exec --name NAME --worker W -- ARGV …            as root in that worker
lab.sh fixtures --name NAME --worker W                  its DevBoxes anew
lab.sh down [--name NAME | --all]
END
}

command=${1:-help}
[ $# -eq 0 ] || shift
all=
while [ $# -gt 0 ]; do
	case $1 in
	--name) name=$2 && shift 2 ;;
	--workers) workers=$2 && shift 2 ;;
	--user) user=$2 && shift 2 ;;
	--worker) worker=$2 && shift 2 ;;
	--kind) kind=$2 && shift 2 ;;
	--storage-mb) storage_mb=$2 && shift 2 ;;
	--all) all=1 && shift ;;
	--) shift && break ;;
	*) die "what is $1?" ;;
	esac
done
case $name$worker in *[!A-Za-z0-9._-]*) die 'names are letters, digits, dot, dash and underscore' ;; esac
lab=$top/$name

. "$here/worker.sh"

make_lab() {
	[ "$(id -u)" = 0 ] || die 'a lab needs root'
	sh "$here/packages.sh" podman runc conmon netavark aardvark-dns openssh-server openssh-client busybox-static \
		iproute2 iptables procps util-linux e2fsprogs
	mkdir -p "$top"
	if [ -e "$lab" ]; then
		! any_alive || die "$name is up already"
		take_down
	fi
	mkdir "$lab"
	choose_net
	echo "$user" >"$lab/user"
	ssh-keygen -q -t ed25519 -N '' -C ingot-lab -f "$lab/key"
	: >"$lab/known_hosts"
	: >"$lab/ssh_config"
	make_rootfs
	printf 'account: {user: %s, plan: pro, role: member}\nsshConfig: %s/ssh_config\nworkers:\n' "$user" "$lab" >"$lab/config.yaml"
	number=1
	pids=
	while [ "$number" -le "$workers" ]; do
		start_worker "$name-$number" plain
		fill_worker "$name-$number" "$([ "$number" = 1 ] && echo 1 || echo 2)" &
		pids="$pids $!"
		number=$((number + 1))
	done
	for pid in $pids; do
		wait "$pid" || die "the fixtures failed; see $lab"
	done
}

take_down() {
	[ -d "$lab" ] || return 0
	for folder in "$lab"/worker-*; do
		[ ! -d "$folder" ] || stop_worker "$folder"
	done
	rm -rf "$lab"
	rmdir "$top" 2>/dev/null || true
}

any_alive() {
	for folder in "$lab"/worker-*; do
		if [ -d "$folder" ] && is_alive "$folder"; then return 0; fi
	done
	return 1
}

case $command in
up)
	make_lab
	list_workers
	;;
hold)
	# The workers die with us even when we are killed with -9; what stays then is a folder, swept by the next up or down.
	with_holder='setpriv --pdeathsig KILL'
	trap 'exit 143' TERM INT HUP
	trap 'take_down' EXIT
	make_lab
	echo ready
	cat >/dev/null
	;;
add)
	[ -d "$lab" ] || die "there is no lab $name"
	user=$(cat "$lab/user")
	[ ! -e "$lab/hold" ] || with_holder=
	start_worker "$worker" "$kind"
	case $kind in
	plain) fill_worker "$worker" bare ;;
	full) fill_worker "$worker" small ;;
	no-socket) fill_worker "$worker" 2 ;;
	esac
	;;
fixtures)
	user=$(cat "$lab/user")
	case $worker in "$name-1") fill_worker "$worker" 1 ;; *) fill_worker "$worker" 2 ;; esac
	;;
exec) exec_in "$lab/worker-$worker" "$@" ;;
list)
	for lab in "$top"/*; do
		[ ! -d "$lab" ] || list_workers
	done
	;;
down)
	if [ -n "$all" ]; then
		for lab in "$top"/*; do take_down; done
	else
		take_down
	fi
	;;
*) usage ;;
esac
