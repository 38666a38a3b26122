#!/bin/sh
# The launches of a fork, one step each; linux-launch.sh reads this file. Works in the job's folder.
# shellcheck disable=SC2034 # $made_as is read there

# start_fork LABEL OPTION …: starts one of them like any launch. Each has a job's label of its own: the image has the job's, and
# what equals the image's counts as inherited. All of them need the values of variables, so these stay until the last one.
start_fork() {
	made_as=$1
	shift
	[ ! -e forks.sh ] || cp forks.sh environment.sh || exit 1
	start "$@"
	# Lines such as «80/tcp -> 0.0.0.0:40123».
	podman port "$(made_by "$made_as")" 2>/dev/null
	return 0
}

# let_go REFERENCE: takes the name of the image away. The forks keep the image; once they are removed, it can be pruned.
let_go() {
	rm -f forks.sh forks.list
	podman untag "$1" "$1" || exit 1
	echo 'The image has no name; ingot images prune removes it once no fork needs it.'
}
