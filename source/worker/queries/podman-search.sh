#!/bin/sh
# shellcheck disable=SC2034 # podman_found is for what comes after
# The last resort: asks the user's own shell, as after a login and then as in a terminal, where it finds Podman, and sets
# podman_found to that folder. Whatever its rc files do, they have five seconds.
podman_found=
command -v podman >/dev/null 2>&1 || for podman_kind in -lc -ic; do
	command -v timeout >/dev/null 2>&1 || break
	podman_place=$(timeout 5 "${SHELL:-/bin/sh}" "$podman_kind" 'exec sh -c "command -v podman"' </dev/null 2>/dev/null |
		sed -n 's|^\(/.*\)/podman$|\1|p' | tail -n 1)
	[ -x "$podman_place/podman" ] || continue
	podman_found=$podman_place PATH=$PATH:$podman_place
	export PATH
	break
done
