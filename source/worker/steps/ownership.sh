#!/bin/sh
# Who owns a DevBox; the scripts that act on one read this file. A container inherits its image's labels, so the label alone
# proves nothing: the same label on the image, set by the same job, was inherited (a manual commit copies it).
# shellcheck disable=SC2034 # $owner is read by the scripts that read this file

# label_of container|image FORMAT KEY ID: prints a label. Fails where Podman does not answer.
label_of() { podman "$1" inspect --format "{{index $2 \"io.clustercode.$3\"}}" "$4" 2>/dev/null; }

# owner_of ID: sets $owner, empty where there is none.
owner_of() {
	owner=$(label_of container .Config.Labels launched-by "$1") || owner=
	[ "$owner" != '<no value>' ] || owner=
	[ -z "$owner" ] || ! is_inherited "$1" || owner=
	# Adopted: recorded beside the jobs, because a container's labels cannot be changed.
	adopted=../../adopted/$1
	if [ -z "$owner" ] && [ -f "$adopted" ] && [ ! -L "$adopted" ]; then read -r owner <"$adopted" || :; fi
}

# ID: whether its labels came from its image. Also where Podman does not answer (it was killed): that proves no ownership.
is_inherited() {
	image=${image_of_source:-}
	[ -n "$image" ] || image=$(podman container inspect --format '{{.Image}}' "$1" 2>/dev/null) || return 0
	by=$(label_of image .Labels launched-by "$image") || return 0
	[ "$by" = "$owner" ] || return 1
	from=$(label_of image .Labels job "$image") && own=$(label_of container .Config.Labels job "$1") || return 0
	[ "$from" = "$own" ]
}
