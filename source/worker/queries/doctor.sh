#!/bin/sh
# What a worker has for Ingot, as the user who logs in finds it: one fact a line, `doctor KEY VALUE`. Only looks. What
# Podman says of itself can wait for a commit that runs, so it has a time limit.
set -u
LC_ALL=C
export LC_ALL
# Podman's own tools often lie where only root's shells look.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

tell() { printf 'doctor %s %s\n' "$1" "$(printf '%s' "$2" | tr '\n' ' ')"; }
has() { command -v "$1" >/dev/null 2>&1; }

tell clock "$(date +%s)"
tell user "$(id -un) $(id -u)"
tell system "$(sed -n 's/^ID=//p' /etc/os-release 2>/dev/null | tr -d '"')"
# The one that logs in, also where sudo has made it somebody else since.
login=${SUDO_USER:-${LOGNAME:-$(id -un)}}
tell shell "$(sed -n "s/^$login:.*://p" /etc/passwd | head -n 1)"

if has podman; then
	tell podman "$(podman --version 2>&1 | head -n 1)"
	store=$(timeout 10 podman info --format '{{.Store.GraphDriverName}} {{.Store.GraphRoot}}' 2>&1 | tail -n 1)
	tell storage "$store"
else
	tell podman none
fi
# Without it nothing may ask Podman as root; -n asks nobody for a password.
if [ "$(id -u)" != 0 ]; then
	sudo=no
	if has sudo && sudo -n podman --version >/dev/null 2>&1; then sudo=yes; fi
	tell sudo-podman "$sudo"
	for kind in subuid subgid; do
		tell "$kind" "$(grep -cE "^($(id -un)|$(id -u)):" "/etc/$kind" 2>/dev/null)"
	done
fi

if [ -f /sys/fs/cgroup/cgroup.controllers ]; then tell cgroups 2; else tell cgroups 1; fi

: "${store:=}"
for place in "${store#* }" "${TMPDIR:-/var/tmp}" "$HOME"; do
	[ -d "$place" ] || continue
	tell free "$(df -Pk -- "$place" | tail -n 1 | tr -s ' ' | sed 's/^.* \([0-9]*\) [0-9]*% .*/\1/') $place"
done

if [ -d /run/systemd/system ]; then tell init systemd; else tell init other; fi
if [ -d /run/systemd/system ] && XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/run/user/$(id -u)} systemctl --user list-timers >/dev/null 2>&1
then tell timers yes; else tell timers no; fi
if [ -e "/var/lib/systemd/linger/$(id -un)" ]; then tell linger yes; else tell linger no; fi
cron=no
if has crontab; then
	for comm in /proc/[0-9]*/comm; do
		read -r program 2>/dev/null <"$comm" || continue
		case $program in cron | crond | fcron | dcron | cronie | systemd-cron*) cron=yes ;; esac
	done
fi
tell cron "$cron"
for program in qemu-img buildah setsid flock; do
	if has "$program"; then tell "has-$program" yes; else tell "has-$program" no; fi
done

if [ ! -d "$HOME" ]; then home=missing
elif [ ! -w "$HOME" ] && [ -O "$HOME" ]; then home=closed
elif [ ! -O "$HOME" ]; then home=foreign
else home=own; fi
tell home "$home $(stat -L -c %U -- "$HOME" 2>/dev/null || echo nobody) $HOME"

state=${XDG_STATE_HOME:-$HOME/.local/state}/ingot
# A home that is not there is not made.
keep() (
	[ -n "${XDG_STATE_HOME:-}" ] || [ -d "$HOME" ] || exit 1
	umask 077
	mkdir -p "$state/jobs" && echo word >"$state/.doctor"
	code=$?
	rm -f "$state/.doctor"
	exit "$code"
)
if keep 2>/dev/null; then tell state "writable $state"; else tell state "closed $state"; fi
# A folder of a job's among the temporary files whose job is no more, or has ended.
for left in "${TMPDIR:-/var/tmp}"/ingot-[0-9]*; do
	if [ ! -d "$left" ] || [ -L "$left" ] || [ ! -O "$left" ]; then continue; fi
	job=$state/jobs/${left##*/ingot-}
	if [ ! -d "$job" ] || [ -e "$job/status.json" ]; then tell leftover "$left"; fi
done
