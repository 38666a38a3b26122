#!/bin/sh
# What Podman leaves that was ended while it wrote an image: a record without its manifest, which makes every list of images fail.
# snapshot-image.sh reads this file. Works in the job's folder.

# drop_half IMAGE: removes what has been written of it. Where another Podman writes the same image at this moment, the manifest is
# there a second later.
drop_half() {
	is_half "$1" && sleep 1 && is_half "$1" || return 0
	podman rmi --force "$1" >/dev/null 2>&1
	! is_half "$1" || refuse 1 "Half of an image stays, and Podman cannot list its images. Remove it on the worker: podman rmi --force $1"
}

# IMAGE
is_half() {
	podman image inspect "$1" >/dev/null 2>inspected
	inspect_code=$?
	must_answer "$inspect_code"
	[ "$inspect_code" != 0 ] && grep -q 'locating item named' inspected
}

# nameless_of JOB BEGUN: prints the images without a name that the job made, after drop_begun. A list of those with a label may leave
# out the half of one, and succeed.
nameless_of() {
	drop_begun "$2"
	podman images --quiet --no-trunc --filter dangling=true --filter "label=io.clustercode.job=$1"
}

# drop_begun BEGUN: where Podman cannot list its images, removes the half of one that was written after this job created the file BEGUN,
# and of a second one. The record of an image that is pulled has the time when somebody built it.
drop_begun() {
	for _ in 1 2; do
		[ -e "$1" ] || return 0
		if podman images --all --quiet >/dev/null 2>listed; then return 0; fi
		half=$(sed -n 's/.*locating item named .* for image with ID "\([0-9a-f]\{64\}\)".*/\1/p' listed | tail -n 1)
		[ -n "$half" ] && records=$(podman info --format '{{.Store.GraphRoot}}/{{.Store.GraphDriverName}}-images/images.json') || return 0
		begun=$(date -u -r "$1" +%Y-%m-%dT%H:%M:%S)
		written=$(sed 's/[[,]{"/\
&/g' "$records" | sed -n "/\"id\":\"$half\"/s/.*\"created\":\"\([0-9-]*T[0-9:]*\).*/\1/p")
		[ -n "$begun" ] && [ "$(printf '%s\n' "$begun" "$written" | sort | tail -n 1)" = "$written" ] || return 0
		drop_half "$half"
	done
}
