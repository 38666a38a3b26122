#!/bin/sh
# Checks the lab itself on this machine: `sh test/lab/check.sh [ROUNDS]`. Uses labs named check-*, touches no other.
# shellcheck disable=SC2016 # what other shells are to expand
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rounds=${1:-10} failed=0 private=$(mktemp -d)

lab() { sh "$here/lab.sh" "$@"; }
in_worker() {
	at=$1
	shift
	lab exec --name check-a --worker "$at" -- "$@"
}
over_ssh() {
	at=$1
	shift
	ssh -F /var/tmp/ingot-lab/check-a/ssh_config -o BatchMode=yes "check-a-$at" "$@"
}
# is WHAT COMMAND …
is() {
	what=$1
	shift
	if "$@" >"$private/said" 2>&1; then
		echo "ok      $what"
	else
		echo "FAILED  $what: $(tail -n 5 "$private/said")"
		failed=$((failed + 1))
	fi
}
not() { ! "$@"; }
same() { [ "$1" = "$2" ] || { echo "$1 is not $2" && return 1; }; }
# within SECONDS COMMAND …
within() {
	left=$(($1 * 10))
	shift
	until "$@"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.1
	done
}
# Prints everything that labs named check-* have on this machine; after `down`, nothing.
traces() {
	pgrep -af '/ingot-lab/check-|--name check-' || true
	grep -s ingot-lab/check- /proc/mounts /proc/[0-9]*/mountinfo | head -n 3 || true
	find /sys/fs/cgroup/*/ingot-lab -maxdepth 1 -name 'check-*' 2>/dev/null || true
	losetup -n -O BACK-FILE 2>/dev/null | grep -s small.ext4 || true
	ls -d /var/tmp/ingot-lab/check-* 2>/dev/null || true
	for net in $nets; do ip -o link show | grep -o ": ig$net-[0-9]*" || true; done
}
gone() { [ -z "$(traces)" ]; }
note_nets() {
	for file in /var/tmp/ingot-lab/check-*/net-*; do nets="$nets ${file##*net-}"; done
}
nets=
finish() {
	for name in check-a check-b check-c; do lab down --name $name; done
	rm -rf "$private"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

lab up --name check-a --workers 3 >/dev/null
lab up --name check-b --workers 1 --user bob >/dev/null
note_nets
is 'a second up of the same name is refused' not lab up --name check-a
boxes() { in_worker "$1" podman ps --all --format '{{.Names}}' | sort | xargs; }
is 'worker 1 has every case' same "$(boxes 1)" 'api bobs-box cloudy copycat idle plain shop'
is 'worker 2 has others' same "$(boxes 2)" 'carol-dev etl notebook'
in_worker 3 podman rm --force --all --time 0 >/dev/null
is 'what worker 3 does, worker 2 does not see' same "$(boxes 2)" 'carol-dev etl notebook'
is 'a fixture set is made anew' lab fixtures --name check-a --worker check-a-3
is 'and is whole' same "$(boxes 3)" 'carol-dev etl notebook'
is 'a worker sees only its own processes' not in_worker 1 pgrep -f check-a-2
is 'its files are its own' not in_worker 1 sh -c 'ls /var/tmp/ingot-lab'
is 'SSH runs podman' over_ssh 1 podman ps
is 'SSH gets a terminal' over_ssh 1 -tt tty
is 'one worker is a bastion for another' ssh -F /var/tmp/ingot-lab/check-a/ssh_config -J check-a-1 check-a-2 true
is 'exec passes stdin and the exit code' same "$(echo hi | in_worker 1 sh -c 'cat; exit 7' || echo $?)" "$(printf 'hi\n7')"
is 'pause, exec, commit, unpause' over_ssh 1 'podman pause api && podman unpause api && podman exec api true &&
	podman commit --quiet --pause=true api localhost/mine:1 && podman run --rm localhost/mine:1 "test -e notes.txt"'
is 'the bridge works' over_ssh 1 'podman run -d --rm --name web --stop-timeout 1 localhost/devbase:1 httpd -f -p 80 >/dev/null &&
	podman run --rm localhost/devbase:1 wget -qO- "http://$(podman inspect -f "{{.NetworkSettings.IPAddress}}" web)/etc/os-release"'
over_ssh 1 'timeout 3 podman events --format "{{.Type}} {{.Status}} {{.Name}}"' >"$private/events" 2>&1 &
sleep 1
over_ssh 1 'podman pause shop; podman unpause shop' >/dev/null
wait $! || true
is 'events are told' grep -q 'container pause shop' "$private/events"
ssh -F /var/tmp/ingot-lab/check-a/ssh_config -N -L "$private/socket:/run/podman/podman.sock" check-a-1 &
forward=$!
within 5 test -S "$private/socket"
is "Podman's API answers over SSH" sh -c "printf 'GET /_ping HTTP/1.0\r\n\r\n' | timeout 5 perl -MSocket -e '
	socket(S, PF_UNIX, SOCK_STREAM, 0); connect(S, sockaddr_un(\$ARGV[0])) or die; syswrite S, join \"\", <STDIN>; print <S>' $private/socket |
	grep -q OK"
kill $forward
lab kill --name check-a --worker 1
is 'a killed worker is dead' not over_ssh 1 -o ConnectTimeout=2 true
lab boot --name check-a --worker 1
is 'it comes back over its disk' in_worker 1 sh -c 'podman start api && podman image exists localhost/mine:1'
lab cut --name check-a --worker 1
is 'a cut worker does not answer' not over_ssh 1 -o ConnectTimeout=1 true
lab mend --name check-a --worker 1
is 'a mended one does' over_ssh 1 true

for kind in plain full no-podman no-socket garbage refuses-key rootless lingering systemd windows; do
	is "a worker of kind $kind comes up" lab add --name check-a --worker "$kind" --kind "$kind" --storage-mb 256
done
is 'no-podman has none' over_ssh no-podman '! command -v podman && ! test -e /run/podman/podman.sock'
is 'no-socket has DevBoxes and no service' over_ssh no-socket 'podman ps -q | grep -q . && ! test -e /run/podman/podman.sock'
is 'garbage talks nonsense' over_ssh garbage 'podman ps --format json | grep -q "^%!?" && test -S /run/podman/podman.sock'
is 'refuses-key refuses' not over_ssh refuses-key true
is 'rootless runs DevBoxes without root' over_ssh rootless 'podman exec etl true && test $(id -u) != 0 &&
	podman commit --quiet --pause=false etl x:1 && test -S "$XDG_RUNTIME_DIR/podman/podman.sock"'
is 'and is made anew' lab fixtures --name check-a --worker rootless
is 'lingering has a manager of its user, without root' over_ssh lingering 'systemd-run --quiet --user --scope true'
is 'systemd has a user manager and no cron' over_ssh systemd 'systemctl --user list-timers >/dev/null && ! pgrep -x cron'
is 'windows boots its guest' within 60 over_ssh windows 'podman logs win11 | grep -q "guest ready"'
is 'and is made anew' lab fixtures --name check-a --worker windows
if sh "$here/windows/upstream/build.sh" --sources >/dev/null 2>&1; then
	is 'a worker of kind upstream comes up' lab add --name check-a --worker upstream --kind upstream
	is 'and its DevBox boots its guest' over_ssh upstream 'sh /run/windows/devbox.sh alice win11 &&
		timeout 240 sh -c "until podman logs win11 | grep -q \"guest ready\"; do sleep 1; done"'
	is 'its images can be removed, and the next worker has them' over_ssh upstream 'podman rm -f -t 0 win11 && podman rmi -f -a'
	is 'that one comes up, too' lab add --name check-a --worker upstream2 --kind upstream
	is 'and has the images' over_ssh upstream2 'podman run --rm --entrypoint test docker.io/dockurr/windows:latest -s /run/entry.sh'
fi
is 'full runs full' over_ssh full 'podman exec api dd if=/dev/zero of=/big bs=1M count=150 2>/dev/null && ! podman commit api x:1'
is 'and stays usable' over_ssh full 'podman ps --format "{{.Names}}" | grep -qx api'
in_worker 2 podman pause etl >/dev/null
lab down --name check-a
lab down --name check-b
is 'down leaves nothing, paused DevBoxes included' within 5 gone
traces

hold() {
	mkfifo "$private/hold"
	sh "$here/lab.sh" hold --name check-c --workers 1 <"$private/hold" >"$private/ready" 2>/dev/null &
	holder=$!
	exec 8>"$private/hold"
	rm "$private/hold"
	within 60 grep -qx ready "$private/ready"
	note_nets
}
hold
lab add --name check-c --worker extra --kind plain >/dev/null
kill -9 $holder
is 'workers die with a killed holder, later ones too' within 3 not pgrep -f 'worker-init.sh .*/check-c/'
exec 8>&-
hold
is 'up sweeps what it left, and a held lab is up' lab exec --name check-c --worker 1 -- podman exec api true
exec 8>&-
is 'the end of stdin ends the lab' within 10 gone
hold
kill -TERM $holder
is 'so does a signal' within 10 gone
exec 8>&-
hold
lab down --name check-c
is 'down ends the holder, too' within 5 not kill -0 $holder
exec 8>&-
setsid sh -c 'sleep 1000 | sh "$1/lab.sh" hold --name check-c --workers 1 >"$2"' - "$here" "$private/ready2" &
caller=$!
within 60 grep -qsx ready "$private/ready2"
note_nets
kill -s KILL -- -$caller
is 'and a caller that is killed with all its kin' within 10 not pgrep -f 'worker-init.sh .*/check-c/'
lab down --name check-c

round=0
while [ "$round" -lt "$rounds" ]; do
	round=$((round + 1))
	lab up --name check-c --workers 2 >/dev/null || failed=$((failed + 1))
	note_nets
	lab down --name check-c || failed=$((failed + 1))
done
is "$rounds times up and down leave nothing" within 5 gone
traces
[ "$failed" = 0 ] && echo 'The lab is sound.'
