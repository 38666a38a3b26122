#!/bin/sh
# What every script of steps stands on; each reads it first. Works in the job's folder.
set -u
umask 077
LC_ALL=C
export LC_ALL

# Where large files go.
large=${TMPDIR:-/var/tmp}
temporary_root() { printf '%s\n' "$large"; }
# To read an image, Podman writes a small file, which fails and stays where the disk is full: nothing could be taken back.
if [ -d /dev/shm ] && [ -w /dev/shm ]; then
	TMPDIR=/dev/shm
	export TMPDIR
fi

# made_by JOB → the DevBoxes that it has started. One of an image that carries the same label has it from there: whoever
# knew what a job would be called could have somebody else's removed. Fails where Podman tells nothing.
made_by() {
	boxes=$(podman ps --all --no-trunc --format '{{.ID}} {{.ImageID}}' --filter "label=io.clustercode.job=$1" \
		--filter 'label=io.clustercode.launched-by') || return 1
	while read -r box image; do
		[ -n "$box" ] || continue
		from=$(podman image inspect --format '{{index .Labels "io.clustercode.job"}}' "$image" 2>/dev/null) || return 1
		[ "$from" = "$1" ] || echo "$box"
	done <<-EOF
		$boxes
	EOF
}

# OUTPUT: prints the id in it. Some releases of Podman print warnings at every call, also after the id.
id_in() { printf '%s\n' "$1" | grep -xE '(sha256:)?[0-9a-f]{64}' | tail -n 1; }

# CODE: whether a signal ended the command.
was_killed() { [ "$1" -ge 128 ]; }

# refuse CODE REASON: the last line that a failing step prints is what people read.
refuse() {
	printf '%s\n' "$2" >&2
	exit "$1"
}
