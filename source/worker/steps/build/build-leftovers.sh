#!/bin/sh
# What a failed or ended build leaves; build-image.sh reads this file. Podman removes the containers of a build that fails, but not
# of one that is killed, and it keeps every layer that was made as an image without a name.

# unbuild JOB: removes the containers, layers and image of this job's build. Images that were there before, that have a name, or that
# something else uses stay.
unbuild() {
	end_runs
	drop_context
	rm -f environment.sh
	[ -e build-begun ] || return 0
	remove_containers "$1"
	made=$(layers_made "$1") || refuse 1 'Podman did not list the images. Some without a name may need cleanup: podman image prune. If that goes on, ingot doctor says what to do.'
	for image in $made; do
		# shellcheck disable=SC2046 # one option or none
		podman rmi $(no_prune) "$image" >/dev/null 2>remove-said || ! still_unused "$image" ||
			refuse 1 "A layer of the build stays, without a name. When Podman can write again: podman rmi $image"
	done
	rm -f image-id built-id build-begun
}

# Ends what RUN left running: it outlives a Podman that is killed. Its control group has the name of a folder that Podman made for
# it among the temporary files of this job.
end_runs() {
	for bundle in "$(own_temporary)"/temporary/buildah*; do
		tries=0
		while [ -d "$bundle" ] && [ "$tries" -lt 50 ]; do
			running=$(grep -l "buildah-${bundle##*/}\([./]\|$\)" /proc/[0-9]*/cgroup 2>/dev/null | cut -d / -f 3)
			[ -n "$running" ] || break
			# shellcheck disable=SC2086 # words
			kill -KILL $running 2>/dev/null
			tries=$((tries + 1))
			sleep 0.1
		done
	done
}

# remove_containers JOB: those of its build. Their names prove nothing; Podman records the arguments of the build with each.
remove_containers() {
	root=$(podman info --format '{{.Store.GraphRoot}}') || refuse 1 'Podman did not answer. Containers of the build may need cleanup: podman ps --all --external'
	for record in "$root"/*-containers/*/userdata/buildah.json; do
		grep -q "^{\"Args\":{[^}]*\"INGOT_JOB\":\"$1\"" "$record" 2>/dev/null || continue
		id=${record%/userdata/buildah.json}
		podman rm --force "${id##*/}" >/dev/null || exit 1
	done
}

# layers_made JOB: prints the images that this build made, the last one first: those that Podman reported, those that build on them
# (it may have been killed before it reported one) and the one with the job's label.
layers_made() {
	labelled=$(nameless_of "$1" build-begun) || return 1
	all=$(podman images --all --no-trunc --format '{{.Id}}') || return 1
	ours=''
	for image in $labelled; do
		ours="$ours ${image#sha256:}"
	done
	for image in $(printf '%s\n' "$all" | sed 's/^sha256://' | sort -u); do
		! grep -qF "$image" images-before || continue
		is_unnamed "$image"
		case $? in 0) ;; 2) return 1 ;; *) continue ;; esac
		case " $ours " in *" $image "*) continue ;; esac
		parent=$(podman image inspect --format '{{.Parent}}' "$image" 2>/dev/null) || ! was_killed $? || return 1
		if was_reported "$image" || was_reported "$parent"; then
			ours="$ours $image"
		fi
	done
	# The last one made is nobody's parent, so it comes first.
	[ -n "$ours" ] || return 0
	# shellcheck disable=SC2086 # words
	dated=$(podman image inspect --format '{{.Created.UnixNano}} {{.Id}}' $ours 2>/dev/null) || ! was_killed $? || return 1
	printf '%s\n' "$dated" | sort -rn | cut -d ' ' -f 2
}

# ID: whether Podman reported it as a layer of this build.
was_reported() {
	[ -n "$1" ] || return 1
	while read -r _ layer; do
		case $1 in "$layer"*) return 0 ;; esac
	done 2>/dev/null <built-layers
	return 1
}

# ID: fails with 1 where it has a name or does not exist, with 2 where Podman was killed. Podman gives a layer a name of its own for a
# moment.
is_unnamed() {
	names=$(podman image inspect --format '{{join .RepoTags " "}}' "$1" 2>/dev/null) || { was_killed $? && return 2 || return 1; }
	case $names in
	'' | docker.io/library/*-tmp:latest) ;;
	*) return 1 ;;
	esac
}

# ID: whether it is there and nothing needs it.
still_unused() { is_there "$1" && ! grep -qE 'in use|dependent|child' remove-said; }

# Without this option, Podman also removes nameless images that a removed one was built on, whoever made them.
no_prune() { ! podman rmi --help 2>/dev/null | grep -q -e --no-prune || echo --no-prune; }
