#!/bin/sh
# Comes first in every script and job: finds Podman in folders that are only in the PATH of interactive shells.
command -v podman >/dev/null 2>&1 || for podman_place in /usr/local/bin /usr/bin /usr/local/sbin /usr/sbin /opt/podman/bin \
	"${HOME:-}/.local/bin" "${HOME:-}/bin" /home/linuxbrew/.linuxbrew/bin /snap/bin /run/current-system/sw/bin \
	"${HOME:-}/.nix-profile/bin"; do
	[ -x "$podman_place/podman" ] || continue
	PATH=$PATH:$podman_place
	export PATH
	break
done
