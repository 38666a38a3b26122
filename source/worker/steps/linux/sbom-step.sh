#!/bin/sh
# The step that lists the packages of the image to be, before the commit: the label with the digest of the list is part of the
# image. linux-snapshot.sh reads this file. Works in the job's folder.
# shellcheck disable=SC2154 # linux-snapshot.sh and what it reads set the rest

# packages ID STAGING NAME VERSION TIME IDS: writes sbom.json and sbom-digest from the files of the staging container, or of the DevBox
# at rest, and clears the identity IDS in the copy. Where the image is edited after its commit, `rewrite` lists them.
packages() {
	container=$1
	rm -f sbom.json sbom-digest list-later
	if has_edits && ! has_staging; then
		printf '%s\n' "$3" "$4" "$5" >list-later
		echo 'They are listed once the image is edited.'
		return
	fi
	! has_staging || container=$2
	clear_copy "$6" list_packages "$3" "$4" "$5"
}

# list_later TREE: lists what is left of the packages.
list_later() {
	[ -e list-later ] || return 0
	{ read -r name && read -r version && read -r time; } <list-later
	tree=$1
	list_packages "$name" "$version" "$time"
}

# list_packages NAME VERSION TIME: without a list the job goes on, because an image without one is better than none.
list_packages() {
	if list_into packages-found && sh ./write-sbom.sh "$1" "$2" "$job" "$3" <packages-found >sbom.json &&
		tail -n 1 sbom.json | grep -q '^],"compositions":'; then
		printf 'sha256:%s\n' "$(sha256sum <sbom.json | cut -d ' ' -f 1)" >sbom-digest
		sed -n 's/^incomplete	/The list is not complete: /p' packages-found
		echo "Packages: $(count_packages)."
	else
		rm -f sbom.json sbom-digest
		note 'The packages could not be listed, so the image has no SBOM.'
	fi
	rm -f packages-found
}

# list_into FILE: while it is frozen, the DevBox is mounted already. The staging container stays mounted until it is removed: each
# call of Podman takes as long as the list. A mount gives the root folder of its layer to root, so a copy gets its owner back.
list_into() {
	[ ! -e list-later ] || {
		as_owner sh ./list-packages.sh "$tree" >"$1"
		return
	}
	place=''
	has_staging || [ -e stopped ] || place=$(inspect "$container" '{{index .GraphDriver.Data "MergedDir"}}')
	if [ -n "$place" ] && as_owner sh ./list-packages.sh "$place" >"$1"; then return 0; fi
	has_staging || echo "$container" >mounted
	# One shell, because a rootless Podman enters its namespace for each. Podman may warn before it prints the folder.
	# shellcheck disable=SC2016 # the inner shell's own
	as_owner sh -c '[ -z "$2" ] || owner=$(stat -c %u:%g "$2") || exit 1
		place=$(podman container mount "$1" | tail -n 1) && [ -n "$place" ] && sh ./list-packages.sh "$place"
		code=$?
		[ -z "$2" ] || chown "$owner" "$2" || code=1
		[ ! -e mounted ] || podman container unmount "$1" >/dev/null 2>&1
		exit "$code"' sh "$container" "$(cat staging-upper 2>/dev/null)" >"$1"
	listed=$?
	rm -f mounted
	return "$listed"
}

count_packages() {
	cut -f 1 packages-found | sed '/^system$/d; /^incomplete$/d' | uniq -c |
		while read -r number type; do printf '%s%s %s' "${comma:-}" "$number" "$type" && comma=', '; done
	[ -s packages-found ] && grep -qv -e '^system	' -e '^incomplete	' packages-found || printf none
}

# unlist: undoes packages.
unlist() {
	[ ! -e mounted ] || as_owner podman container unmount "$(cat mounted)" >/dev/null 2>&1
	rm -f mounted sbom.json sbom-digest packages-found list-later cleared
}
