#!/bin/sh
# The steps of a Linux snapshot that are more than one podman command. Runs in the job's folder, which also holds what one
# step leaves for the next. Exit codes: 0 done, 1 failed, 3 the DevBox may not be snapshot, 5 the reference is taken.
# Only the last line that a failing step prints is the reason that people read.

# shellcheck source=source/worker/step-ground.sh
. ./step-ground.sh
# shellcheck source=source/worker/snapshot-parts.sh
. ./snapshot-parts.sh

# What lies in the layers of a rootless Podman belongs to other ids.
as_owner() { if [ "$(id -u)" = 0 ]; then "$@"; else podman unshare "$@"; fi; }

# check ID USER REFERENCE OVERWRITE METHOD KIND: everything again that the form checked, right before anything is touched.
check() {
	id=$1 user=$2 reference=$3 overwrite=$4 method=$5 kind=$6
	check_source "$id" "$user" "$kind"
	check_reference "$reference" "$overwrite"
	[ "$method" != restart ] || check_restart "$id"
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

# check_restart ID: one that Podman removes when it ends would be gone.
check_restart() {
	case $(inspect "$1" '{{.HostConfig.AutoRemove}}') in
	false) ;;
	true) refuse 3 'The DevBox was made with --rm, so Podman would remove it when it stops. It cannot be snapshot here.' ;;
	*) refuse 1 "$podman_ended" ;;
	esac
}

# stop ID: asks it to end, as Podman would; what does not in ten seconds is ended. Podman cannot start one on a full disk, so
# a little of it is kept until then.
stop() {
	if ! make_temporary || ! head -c 1048576 /dev/zero >"$(own_temporary)/ballast"; then
		refuse 1 "The disk is full, so the DevBox could not be started again: $(temporary_root)"
	fi
	: >stop-begun
	podman stop --time 10 "$1" >/dev/null
	look "$1"
	case $state in
	exited) echo "$run" >stopped ;;
	'') refuse 1 "$gone" ;;
	*) refuse 1 "The DevBox is $state: it did not stop. Try again." ;;
	esac
}

# start_again ID, and bring_up ID to take back what stop did.
start_again() {
	drop_temporary
	start "$1"
}
bring_up() {
	drop_temporary
	bring_back "$1"
}

# must_be_off ID RUN: and has not run since.
must_be_off() {
	look "$1"
	[ -n "$state" ] || refuse 1 "$gone"
	if [ "$state" != exited ] || [ "$2" != "$run" ]; then refuse 1 "$woken"; fi
}
woken='Somebody started the DevBox meanwhile, so the snapshot would not be consistent. Try again.'

# commit CONTAINER true|false|off OPTION …: makes an image without a name. With true the DevBox is frozen already, with off it
# has been stopped, and must have stayed so.
commit() {
	committed=$1 pause=$2
	shift 2
	must_rest "$committed" "$pause"
	frozen=false
	[ "$pause" != true ] || frozen=true
	make_image "$committed" --pause="$frozen" "$@"
	[ "$pause" = off ] || drop_temporary
	must_rest "$committed" "$pause"
	echo "Image $(cut -c -12 image-id), still without a name."
}

must_rest() {
	case $2 in
	true) must_be_paused "$1" ;;
	off) must_be_off "$1" "$(cat stopped)" ;;
	esac
}

verb=$1
shift
"$verb" "$@"
