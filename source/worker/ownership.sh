#!/bin/sh
# Whose DevBox a container is; read by the scripts that act on one. A container inherits its image's labels, so the label
# alone proves nothing: the same label on the image, set by the same job, came from there (a commit by hand copies it).
# shellcheck disable=SC2034 # $owner is for whoever reads this file

# FORMAT ID → a label or field, empty where there is none.
label_of() { podman "$1" inspect --format "{{index $2 \"io.clustercode.$3\"}}" "$4" 2>/dev/null | sed 's/^<no value>$//'; }

# owner_of ID → $owner, empty when nobody's.
owner_of() {
	owner=$(label_of container .Config.Labels launched-by "$1")
	if [ -n "$owner" ]; then
		image=$(podman container inspect --format '{{.Image}}' "$1" 2>/dev/null)
		if [ "$(label_of image .Labels launched-by "$image")" = "$owner" ] &&
			[ "$(label_of image .Labels job "$image")" = "$(label_of container .Config.Labels job "$1")" ]; then
			owner=
		fi
	fi
	# Adopted: recorded beside the jobs, because a container's labels cannot be changed.
	adopted=../../adopted/$1
	if [ -z "$owner" ] && [ -f "$adopted" ] && [ ! -L "$adopted" ]; then read -r owner <"$adopted" || :; fi
}
