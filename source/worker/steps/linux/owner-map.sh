#!/bin/sh
# owner-map.sh FOLDER UIDS GIDS: sets the owners in a copied layer to those inside its DevBox, whose ids are mapped (--uidmap,
# --userns). Podman's commit keeps the ids of the host, so root's files would belong to 100000 in the image. UIDS and GIDS are in
# Podman's format: INSIDE:OUTSIDE:COUNT, with commas between. Needs GNU find, and a user who can change the layer. Exit code 4:
# an owner is outside of the maps.
set -u
umask 077
LC_ALL=C
export LC_ALL

# inside ID MAP: prints the id within the DevBox.
inside() {
	old_ifs=$IFS
	IFS=,
	for range in $2; do
		IFS=:
		# shellcheck disable=SC2086 # three numbers
		set -- "$1" "$2" $range
		IFS=$old_ifs
		if [ "$1" -ge "$4" ] && [ "$1" -lt $(($4 + $5)) ]; then
			echo $(($1 - $4 + $3))
			return 0
		fi
	done
	IFS=$old_ifs
	echo "The owner $1 is outside of the DevBox's own ids." >&2
	return 1
}

lists=$(mktemp -d) || exit 1
trap 'rm -rf -- "$lists"' EXIT
cd -- "$1" || exit 1

# Lists first: the new owner of one may be the old owner of another.
count=0
find . -xdev -printf '%U %G\n' | sort -u >"$lists/owners" || exit 1
while read -r user group; do
	new_user=$(inside "$user" "$2") && new_group=$(inside "$group" "$3") || exit 4
	count=$((count + 1))
	find . -xdev -uid "$user" -gid "$group" -print0 >"$lists/owned-$count" || exit 1
	echo "$count $new_user:$new_group" >>"$lists/changes"
done <"$lists/owners"

# A change of owner clears these.
find . -xdev -type f -perm /6000 -printf '%m\n' | sort -u >"$lists/modes"
while read -r mode; do
	find . -xdev -type f -perm "$mode" -print0 >"$lists/mode-$mode"
done <"$lists/modes"
if command -v getfattr >/dev/null && command -v setfattr >/dev/null; then
	# Created in a user namespace, they name its root (version 3); in the image they apply to everybody (version 2).
	getfattr -R -P -h -d -e hex -m '^security\.capability$' . 2>/dev/null |
		sed 's/^\(security\.capability=0x[0-9a-f]\{6\}\)03\([0-9a-f]\{32\}\)[0-9a-f]*$/\102\2/' >"$lists/capabilities"
fi

while read -r number owner; do
	xargs -0 -r chown -h -- "$owner" <"$lists/owned-$number" || exit 1
done <"$lists/changes"
while read -r mode; do
	xargs -0 -r chmod -- "$mode" <"$lists/mode-$mode" || exit 1
done <"$lists/modes"
if [ -s "$lists/capabilities" ]; then setfattr -h --restore="$lists/capabilities" || exit 1; fi
