#!/bin/sh
# Reports what a worker has, as seen by the user who logs in: one fact a line, `doctor KEY VALUE`. Only reads. `podman info` can wait
# for a running commit, so it has a time limit.
set -u
LC_ALL=C
export LC_ALL
# Podman's own tools are often only in root's PATH.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

report() { printf 'doctor %s %s\n' "$1" "$(printf '%s' "$2" | tr '\n' ' ')"; }
has() { command -v "$1" >/dev/null 2>&1; }

report clock "$(date +%s)"
report user "$(id -un) $(id -u)"
report system "$(sed -n 's/^ID=//p' /etc/os-release 2>/dev/null | tr -d '"')"
# The user who logged in, also under sudo.
login=${SUDO_USER:-${LOGNAME:-$(id -un)}}
report shell "$(sed -n "s/^$login:.*://p" /etc/passwd | head -n 1)"

if has podman; then
	report podman "$(podman --version 2>&1 | head -n 1)"
	store=$(timeout 10 podman info --format '{{.Store.GraphDriverName}} {{.Store.GraphRoot}}' 2>&1 | tail -n 1)
	report storage "$store"
	# One image of which Podman has written only half makes it list none. Where that is being written now, it is whole a second later.
	images() { said=$(timeout 10 podman images --all --quiet 2>&1 >/dev/null); }
	if images || { [ $? != 124 ] && sleep 1 && images; }; then said=ok; fi
	report images "$(printf '%s' "${said:-no answer in 10 s}" | tail -n 1)"
else
	report podman none
fi
# Whether Podman can be run as root; -n never asks for a password.
if [ "$(id -u)" != 0 ]; then
	sudo=no
	if has sudo && sudo -n podman --version >/dev/null 2>&1; then sudo=yes; fi
	report sudo-podman "$sudo"
	for kind in subuid subgid; do
		report "$kind" "$(grep -cE "^($(id -un)|$(id -u)):" "/etc/$kind" 2>/dev/null)"
	done
fi

if [ -f /sys/fs/cgroup/cgroup.controllers ]; then report cgroups 2; else report cgroups 1; fi

: "${store:=}"
for place in "${store#* }" "${TMPDIR:-/var/tmp}" "$HOME"; do
	[ -d "$place" ] || continue
	report free "$(df -Pk -- "$place" | tail -n 1 | tr -s ' ' | sed 's/^.* \([0-9]*\) [0-9]*% .*/\1/') $place"
done

if [ -d /run/systemd/system ]; then report init systemd; else report init other; fi
if [ -d /run/systemd/system ] && XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/run/user/$(id -u)} systemctl --user list-timers >/dev/null 2>&1
then report timers yes; else report timers no; fi
if [ -e "/var/lib/systemd/linger/$(id -un)" ]; then report linger yes; else report linger no; fi
cron=no
if has crontab; then
	for comm in /proc/[0-9]*/comm; do
		read -r program 2>/dev/null <"$comm" || continue
		case $program in cron | crond | fcron | dcron | cronie | systemd-cron*) cron=yes ;; esac
	done
fi
report cron "$cron"
for program in qemu-img buildah setsid flock; do
	if has "$program"; then report "has-$program" yes; else report "has-$program" no; fi
done

if [ ! -d "$HOME" ]; then home=missing
elif [ ! -w "$HOME" ] && [ -O "$HOME" ]; then home=closed
elif [ ! -O "$HOME" ]; then home=foreign
else home=own; fi
report home "$home $(stat -L -c %U -- "$HOME" 2>/dev/null || echo nobody) $HOME"

state=${XDG_STATE_HOME:-$HOME/.local/state}/ingot
# Does not create a missing home folder.
keep() (
	[ -n "${XDG_STATE_HOME:-}" ] || [ -d "$HOME" ] || exit 1
	umask 077
	mkdir -p "$state/jobs" && echo word >"$state/.doctor"
	code=$?
	rm -f "$state/.doctor"
	exit "$code"
)
if keep 2>/dev/null; then report state "writable $state"; else report state "closed $state"; fi
# Temporary folders of jobs that are gone or have ended.
for left in "${TMPDIR:-/var/tmp}"/ingot-[0-9]*; do
	if [ ! -d "$left" ] || [ -L "$left" ] || [ ! -O "$left" ]; then continue; fi
	job=$state/jobs/${left##*/ingot-}
	if [ ! -d "$job" ] || [ -e "$job/status.json" ]; then report leftover "$left"; fi
done
