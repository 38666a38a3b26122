#!/bin/sh
# The steps of a Windows DevBox's snapshot: its disk, taken while it is off, becomes the layer of an image. Runs in the job's
# folder. Exit codes: 0 done, 1 failed, 3 the DevBox may not be snapshot, 5 the reference is taken. Only the last line that
# a failing step prints is the reason that people read.
# The carrier is a container that never starts: what the image shall hold is laid into it.

# shellcheck source=source/worker/step-ground.sh
. ./step-ground.sh
# shellcheck source=source/worker/snapshot-parts.sh
. ./snapshot-parts.sh
# shellcheck source=source/worker/windows-guard.sh
. ./windows-guard.sh
# shellcheck source=source/worker/windows-rest.sh
. ./windows-rest.sh
# shellcheck source=source/worker/windows-pack.sh
. ./windows-pack.sh

job=$(basename "$PWD")
carrier=ingot-golden-$job worker_tool=ingot-qemu-$job
storage_of() { inspect "$1" '{{range .Mounts}}{{if eq .Destination "/storage"}}{{.Source}}{{end}}{{end}}'; }
state_of() { inspect "$1" '{{.State.Status}}'; }
# ID KEY, and of what such an inspect has said.
env_of() { inspect "$1" "$all_env" | value_of "$2"; }
value_of() { sed -n "s/^$1=//p" | head -n 1; }
all_env='{{range .Config.Env}}{{println .}}{{end}}'

# FOLDER → $disk, chosen as its container does: qcow2 before raw.
find_disk() {
	for disk in data.qcow2 data.img; do
		if [ -f "$1/$disk" ] && [ ! -L "$1/$disk" ]; then return 0; fi
	done
	return 1
}
format_of() { case $1 in *.qcow2) echo qcow2 ;; *) echo raw ;; esac; }

# check ID USER REFERENCE OVERWRITE KIND
check() {
	id=$1
	check_source "$id" "$2" "$5"
	check_reference "$3" "$4"
	[ "$(id -u)" = 0 ] || refuse 3 'A Windows DevBox can be snapshot only where Podman runs as root.'
	storage=$(storage_of "$id")
	[ -d "$storage" ] || refuse 3 'The DevBox has nothing mounted on /storage, where the disk of Windows would be.'
	find_disk "$storage" || refuse 3 'There is no disk of Windows in /storage: neither data.qcow2 nor data.img.'
	sharer=$(sharer_of "$id" "$storage")
	[ -z "$sharer" ] || refuse 3 "$sharer has the same /storage mounted and runs, so $shared"
	podman exec "$id" qemu-img --version >/dev/null 2>&1 || refuse 3 'The DevBox has no qemu-img, so its disk cannot be read.'
	printf '%s\n' "$storage" >storage
	check_room "$(du -kx -- "$storage/$disk" | cut -f 1)" "$(inspect "$id" '{{index .GraphDriver.Data "UpperDir"}}')"
}

# check_room KIB LAYER: the copy of the disk, the packed one, what a commit has twice among its temporary files, and the image;
# nobody knows before how well it packs.
check_room() {
	# Where a layer lies, not asked of Podman: that would wait for any commit that runs here.
	root=$2
	[ -d "$root" ] || root=$(podman info --format '{{.Store.GraphRoot}}') || exit 1
	spare=$(($1 + 262144))
	[ "$spare" -le 2097152 ] || spare=2097152
	if same_filesystem "$root" "$(temporary_root)"; then
		need_room $((5 * $1 + spare)) "$root"
	else
		need_room $((2 * $1 + spare)) "$root"
		need_room $((3 * $1 + spare)) "$(temporary_root)"
	fi
	echo "The disk is $disk and takes $(mib "$1"); there is room for it."
}

# prepare ID IMAGE: the carrier, from the DevBox's image, with what its entrypoint must know to take the disk for its own. The
# DevBox is looked at once, for `stop` as well: later, when Windows is about to be off, each question to Podman counts.
prepare() {
	make_temporary || exit 1
	id=$1 from=$2
	inspect "$id" "{{.State.Pid}} {{.State.StartedAt}}{{println}}$all_env" >source-devbox || {
		must_be_gone "$id"
		refuse 1 "$gone"
	}
	set -- --env DISK_FMT=qcow2
	for key in VERSION LANGUAGE BOOT_MODE TPM DISK_SIZE UUID MAC; do
		value=$(value_of "$key" <source-devbox)
		[ -z "$value" ] || set -- "$@" --env "$key=$value"
	done
	podman create --pull never --name "$carrier" --network none "$@" "$from" >/dev/null || exit 1
	mounted=$(podman mount "$carrier") || exit 1
	no_links "$mounted/golden" "$mounted/golden/data.qcow2" "$mounted/golden/data.qcow2.tmp"
	no_links "$mounted/run" "$mounted/run/start.sh"
	mkdir -p "$mounted/golden" || exit 1
	printf '%s\n' "$mounted/golden" >made
}

# unprepare: removes the carrier and everything temporary.
unprepare() {
	podman rm --force --time 0 --volumes --ignore "$worker_tool" "$carrier" >/dev/null || exit 1
	drop_temporary
	rm -f made
}

# PERCENT: said whenever it is ten further than what was $told.
tell_percent() {
	[ "$1" -ge $((told + 10)) ] || return 0
	told=$(($1 / 10 * 10))
	echo "$told %"
}

verb=$1
shift
# shellcheck source=source/worker/windows-live.sh
case $verb in *_live) . ./windows-live.sh ;; esac
"$verb" "$@"
