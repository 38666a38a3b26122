#!/bin/sh
# What Podman leaves that was ended while it wrote an image: a record without its manifest, which makes every list of images fail,
# and a small file. snapshot-image.sh reads this file. Works in the job's folder.

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

# A commit or build of Podman 4.3 copies the configuration of the image below to a file in this folder, whatever TMPDIR is.
strays=/var/tmp

# drop_strays BEGUN: removes those that were written after this job created the file BEGUN. Podman never opens one again that it has
# closed, so one that no process has open is of nobody's use.
drop_strays() {
	find "$strays" -maxdepth 1 -type f -user "$(id -u)" -perm 600 -newer "$1" -name '[0-9]*' ! -name '*[!0-9]*' 2>/dev/null |
		while read -r stray; do
			if is_configuration "$stray" && ! is_open "$stray"; then rm -f "$stray"; fi
		done
}

# FILE: or the beginning of one, which is empty.
is_configuration() { [ ! -s "$1" ] || grep -q '"rootfs":' "$1"; }

# FILE
# shellcheck disable=SC2010 # ls, because busybox has no find -lname; the name is a number
is_open() { ls -l /proc/[0-9]*/fd 2>/dev/null | grep -q -e "-> $1\$"; }

# nameless_of JOB BEGUN: prints the images without a name that the job made, after drop_begun. A list of those with a label may leave
# out the half of one, and succeed.
nameless_of() {
	drop_begun "$2"
	podman images --quiet --no-trunc --filter dangling=true --filter "label=io.clustercode.job=$1"
}

# drop_begun BEGUN: does drop_strays. Where Podman cannot list its images, it then removes the half of one that was written after this
# job created the file BEGUN, and of a second one. The record of an image that is pulled has the time when somebody built it.
drop_begun() {
	[ -e "$1" ] || return 0
	drop_strays "$1"
	for _ in 1 2; do
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
