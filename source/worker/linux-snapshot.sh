#!/bin/sh
# The steps of a Linux snapshot that are more than one podman command. Runs in the job's folder, which also holds what one
# step leaves for the next. Exit codes: 0 done, 1 failed, 3 the DevBox may not be snapshot, 5 the reference is taken.
# Only the last line that a failing step prints is the reason that people read.
set -u
umask 077
LC_ALL=C
export LC_ALL

# shellcheck source=source/worker/snapshot-parts.sh
. ./snapshot-parts.sh

# What lies in the layers of a rootless Podman belongs to other ids.
as_owner() { if [ "$(id -u)" = 0 ]; then "$@"; else podman unshare "$@"; fi; }

# check ID USER REFERENCE OVERWRITE METHOD KIND: everything again that the form checked, right before anything is touched.
check() {
	id=$1 user=$2 reference=$3 overwrite=$4 method=$5 kind=$6
	check_source "$id" "$user" "$kind"
	check_reference "$reference" "$overwrite"
	check_room "$id" "$method"
}

# A commit has the layer twice among its temporary files before it is in the storage (measured, Podman 4.3); the twin holds
# a copy besides. A file system that shares blocks needs less than that.
check_room() {
	upper=$(inspect "$1" '{{index .GraphDriver.Data "UpperDir"}}')
	# Where the layer lies, not asked of Podman: that would wait for any commit that runs here.
	root=$upper
	[ -d "$upper" ] || root=$(podman info --format '{{.Store.GraphRoot}}') || exit 1
	layer=$(layer_kib "$upper")
	spare=32768 graph=$((layer + spare)) temporary=$((2 * layer + spare))
	[ "$2" = pause ] || graph=$((graph + layer))
	if same_filesystem "$root" "$(temporary_root)"; then
		graph=$((graph + temporary)) temporary=0
	fi
	for pair in "$graph $root" "$temporary $(temporary_root)"; do
		needed=${pair%% *} place=${pair#* }
		need_room "$needed" "$place"
	done
	echo "The DevBox's own layer is $(mib "$layer"); there is room for it."
}

# FOLDER: what it takes on the disk, or what it would take if nothing in it were sparse: a commit writes holes out.
layer_kib() {
	taken=$(as_owner du -skx -- "$1" 2>/dev/null | cut -f 1)
	full=$(as_owner du -skx --apparent-size -- "$1" 2>/dev/null | cut -f 1)
	if [ "${full:-0}" -gt "${taken:-0}" ]; then echo "$full"; else echo "${taken:-0}"; fi
}

# prepare ID TWIN IMAGE: a stopped container with the same image and configuration, to take the copy. Podman's clone drops
# the user and the working directory (the commit sets them), fails for secrets in the environment, and was never promised
# to be exact: so all that an image inherits is compared. The twin has not started, so its environment may lack what a
# start adds.
prepare() {
	podman container clone "$1" "$2" "$3" >/dev/null || refuse 1 "$no_twin"
	inspect "$1" '{{index .GraphDriver.Data "UpperDir"}}' >upper
	inspect "$2" '{{index .GraphDriver.Data "UpperDir"}}' >twin-upper
	for folder in "$(cat upper)" "$(cat twin-upper)"; do
		[ -d "$folder" ] || refuse 1 "$no_twin"
	done
	same='{{.Image}} {{index .GraphDriver.Data "LowerDir"}} {{json .Config.Entrypoint}} {{json .Config.Cmd}} {{json .Config.Labels}}'
	[ "$(inspect "$1" "$same")" = "$(inspect "$2" "$same")" ] || refuse 1 "$no_twin"
	inspect "$1" '{{range .Config.Env}}{{json .}}{{println}}{{end}}' >environment
	inspect "$2" '{{range .Config.Env}}{{json .}}{{println}}{{end}}' | grep -vxFf environment && refuse 1 "$no_twin"
	return 0
}
no_twin='This DevBox cannot have an exact twin. Try again with --method pause.'

# capture ID: copies the frozen layer. Whoever wakes the DevBox meanwhile spoils the snapshot, so that is checked.
capture() {
	must_be_paused "$1"
	cp -a --reflink=auto -- "$(cat upper)/." "$(cat twin-upper)/" || exit 1
	must_be_paused "$1"
}

resumed='Somebody resumed the DevBox meanwhile, so the snapshot would not be consistent. Try again.'
must_be_paused() {
	state=$(inspect "$1" '{{.State.Status}}') || [ $? -lt 128 ] || refuse 1 "$podman_ended"
	[ "$state" = paused ] || refuse 1 "$resumed"
}

# resume ID: to be sure, whatever state it is in. Not to know is no success: it may be frozen.
resume() {
	if state=$(inspect "$1" '{{.State.Status}}'); then
		[ "$state" != paused ] || podman unpause "$1" >/dev/null
		return
	fi
	podman container exists "$1"
	[ $? = 1 ] || refuse 1 "Podman did not tell whether the DevBox is frozen. If it is: podman unpause $1"
}

# commit CONTAINER PAUSE OPTION …: makes an image without a name. With PAUSE the DevBox is frozen already and must have
# stayed so.
commit() {
	committed=$1 pause=$2
	shift 2
	[ "$pause" != true ] || must_be_paused "$committed"
	make_image "$committed" --pause="$pause" "$@"
	rm -rf "$(own_temporary)"
	[ "$pause" != true ] || must_be_paused "$committed"
	echo "Image $(cut -c -12 image-id), still without a name."
}

verb=$1
shift
"$verb" "$@"
