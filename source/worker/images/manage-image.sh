# The names and uses of an image. Follows steps/windows/windows-guard.sh, which has needed_by. Exit codes: 1 failed, 5 somebody
# else was faster. The caller has checked who owns the image; here its id is checked, so that a name never stands for another one.
#   use ID                          prints «name REFERENCE» for each name, «origin WORKER» if it is a copy, «registry NAME DIGEST»
#                                   for each that it was pushed to or pulled from, and «needs WHO, WHO» for DevBoxes and volumes
#   registries                      prints «ID NAME DIGEST» for each image and each registry that it was pushed to or pulled from
#   tag ID REFERENCE NEW            adds a name
#   remove ID REFERENCE last|other  removes a name; the last one removes the image: prints gone, or kept if others build on it
#   old ID REFERENCE …              removes those names, and what that leaves unused; prints gone or kept as above, and for each name
#                                   that has to stay «stays REFERENCE: WHY»; broken at the end, and exit code 1, where Podman failed
#   sbom ID                         prints the label with the digest of its list of packages, then the list
#   layers ID                       prints podman's history as JSON
#   changes ID OTHER                prints what OTHER adds to, changes in and deletes from ID, as «A /path», «C /path», «D /path»
#   unnamed USER                    prints «ID BYTES» for the user's images without a name that nothing needs
#   prune USER ID …                 removes those of them; prints «gone ID» for each, and «freed KIB»
# shellcheck shell=sh disable=SC2154

sboms=$ingot_folder/images
refuse() {
	echo "$2" >&2
	exit "$1"
}

id_of() { podman image inspect --format '{{.Id}}' "$1" 2>/dev/null; }

# same ID REFERENCE
same() {
	found=$(id_of "$2") || [ $? -lt 128 ] || refuse 1 "Podman did not say which image $2 is. Try again."
	[ "$found" = "$1" ] || refuse 5 "$2 is not the same image any more."
}

# is_there IMAGE: an answer that did not come is none.
is_there() {
	podman image exists "$1"
	case $? in 0) ;; 1) return 1 ;; *) refuse 1 "Podman did not say whether $1 exists. Try again." ;; esac
}

# not_found CODE: says why Podman did not inspect an image; a signal that ended Podman does not mean that the image is gone.
not_found() {
	[ "$1" -lt 128 ] || refuse 1 'Podman was killed before it answered. Try again.'
	refuse 5 'The image is gone.'
}

# count_names IMAGE: sets $names to how many it has; empty where it does not exist.
count_names() {
	names=$(podman image inspect --format '{{len .RepoTags}}' "$1" 2>/dev/null) || [ $? -lt 128 ] ||
		refuse 1 'Podman did not say which names the image has. Try again.'
}

# needers_of IMAGE: sets $needers.
needers_of() { needers=$(needed_by "$1") || refuse 1 'Podman did not say what needs the image. Try again.'; }

use() {
	podman image inspect --format '{{range .RepoTags}}name {{println .}}{{end}}' "$1" || not_found $?
	[ ! -f "$sboms/$1/origin" ] || echo "origin $(head -n 1 "$sboms/$1/origin")"
	[ ! -f "$sboms/$1/registries" ] || sed 's/^/registry /' "$sboms/$1/registries"
	needers_of "$1"
	echo "needs $needers"
}

registries() {
	for each in "$sboms"/*/registries; do
		[ -f "$each" ] || continue
		id=${each%/registries}
		while read -r name digest; do printf '%s %s %s\n' "${id##*/}" "$name" "$digest"; done <"$each"
	done | head -n 5000
}

tag() {
	same "$1" "$2"
	if is_there "$3"; then refuse 5 "$3 exists already."; fi
	podman tag "$1" "$3" || exit 1
	[ "$(id_of "$3")" = "$1" ] || refuse 1 "Podman did not give the image the name $3."
}

remove() {
	remove_name "$@"
	sweep_sboms
}

# not_removed REFERENCE SAID: only Podman knows the containers of builds; the last name of their image stays.
not_removed() {
	case $2 in *'in use by a container'*) refuse 5 "$1 is in use by a container of a build. The worker lists it with: podman ps --all --external" ;; esac
	refuse 1 "$2"
}

# As remove, without a look for what was removed by others.
remove_name() {
	same "$1" "$2"
	if [ "$3" = other ]; then
		count_names "$1"
		[ "$names" != 1 ] || refuse 5 "$2 has become the last name of its image."
		podman untag "$1" "$2" || exit 1
	else
		needers_of "$1"
		[ -z "$needers" ] || refuse 5 "$2 is in use by $needers."
		said=$(podman rmi "$2" 2>&1 >/dev/null) || not_removed "$2" "$said"
		# Where the last two names are removed at the same time, each rmi can see the other's and keep the image.
		count_names "$1"
		if [ "$names" = 0 ]; then podman rmi "$1" >/dev/null 2>&1; fi
	fi
	if is_there "$2"; then refuse 1 "Podman still lists $2."; fi
	if is_there "$1"; then echo kept; else forget_sbom "$1" && echo gone; fi
}

# remove_old ID REFERENCE. A schedule may have been saved since the image was judged.
remove_old() {
	schedules=$(schedules_of "$ingot_folder/schedules" "$2") || refuse 1 'The schedules of the worker could not be read.'
	[ -z "$schedules" ] || refuse 5 "$2 is in use by the schedule $(printf '%s\n' "$schedules" | tr '\n' ',' | sed 's/,$//; s/,/, /g')."
	count_names "$1"
	if [ "$names" = 1 ]; then remove_name "$1" "$2" last; else remove_name "$1" "$2" other; fi
}

old() {
	broken=
	while [ $# -gt 1 ]; do
		# A subshell: one that has to stay does not end the others.
		said=$(remove_old "$1" "$2" 2>&1)
		case $? in
		0) [ -z "$said" ] || printf '%s\n' "$said $2" ;;
		5) echo "stays $2: $said" ;;
		*) broken=1 && echo "stays $2: $said" ;;
		esac
		shift 2
	done
	sweep_sboms
	[ -z "$broken" ] || { echo broken && exit 1; }
}

sbom() {
	said=$(label_in "$1" sbom) || not_found $?
	printf '%s\n' "$said"
	[ -z "$said" ] || [ ! -f "$sboms/$1/sbom.json" ] || cat "$sboms/$1/sbom.json"
}

layers() { podman history --no-trunc --format json "$1" || not_found $?; }

changes() {
	found=$(podman image diff "$2" "$1") || refuse 1 'Podman could not compare the files.'
	printf '%s\n' "$found" | head -n 2000
}

label_in() { podman image inspect --format "{{index .Labels \"io.clustercode.$2\"}}" "$1"; }

unnamed() {
	# Podman joins several label filters by «or», so the labels are compared here.
	podman images --no-trunc --quiet --filter dangling=true | sort -u | while read -r each; do
		each=${each#sha256:}
		[ "$(label_in "$each" managed) $(label_in "$each" owner)" = "true $1" ] || continue
		# A snapshot names its image last: until its job has ended, it is not left over.
		maker=$(label_in "$each" job) || continue
		if [ -n "$maker" ] && [ -d "$ingot_folder/jobs/$maker" ] && [ ! -e "$ingot_folder/jobs/$maker/status.json" ]; then continue; fi
		needers=$(needed_by "$each") || continue
		[ -n "$needers" ] || podman image inspect --format "$each {{.Size}}" "$each"
	done
}

used_kib() { df -Pk "$(podman info --format '{{.Store.GraphRoot}}')" | awk 'NR == 2 {print $3}'; }

prune() {
	free=$(unnamed "$1") before=$(used_kib)
	shift
	for each; do
		case $free in *"$each "*) if podman rmi "$each" >/dev/null; then forget_sbom "$each" && echo "gone $each"; fi ;; esac
	done
	sweep_sboms
	echo "freed $((before - $(used_kib)))"
}

verb=$1
shift
"$verb" "$@"
