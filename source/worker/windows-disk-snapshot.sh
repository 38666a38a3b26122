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

# tool IMAGE ARGUMENT …: qemu-img of the DevBox's own image, so of the version that wrote the disk, and with what the disk of
# a golden image stands on in its place. It has a name, because it outlives whoever waits for it, and yields to the DevBoxes:
# the one whose disk it is boots meanwhile.
tool() {
	image=$1
	shift
	nice -n 19 podman run --rm --pull never --name "$worker_tool" --network none --security-opt label=disable --user 0:0 \
		--cpu-shares 64 --entrypoint qemu-img --volume "$(own_temporary):/work" --volume "$(cat made):/made" "$image" "$@"
}

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

# stop ID: waits until Windows is off. Its own entrypoint ends it by force when its time is up, and so does Podman: then the
# disk is as after a power cut. So it is when QEMU was killed: it leaves its pid file behind, which goes with the container
# but stays for whoever holds its folder. An entrypoint that ends by a signal or by nobody has one of these codes.
stop() {
	date +%s >stop-begun
	watched=
	read -r pid started <source-devbox
	shm=/proc/$pid/root/dev/shm
	if [ -s "$shm/qemu.pid" ]; then
		exec 3<"$shm"
		watched=/proc/$$/fd/3/qemu.pid
	fi
	podman stop --time 120 "$1" >/dev/null 3<&-
	look "$1"
	case $state in
	exited) ;;
	'') refuse 1 "$gone" ;;
	*) refuse 1 "The DevBox is $state and not off, so its disk cannot be copied." ;;
	esac
	echo "$run" >stopped
	case $run in "$started "*) ;; *) refuse 1 "$woken" ;; esac
	[ "$code" != 137 ] || refuse 1 "$forced"
	if [ -n "$watched" ] && [ -s "$watched" ]; then refuse 1 "$forced"; fi
	case $code in
	0 | 129 | 130 | 131 | 143) echo 'Windows has shut down.' ;;
	*) refuse 1 "The DevBox ended with the exit code $code and not by a shutdown, so its disk may not be consistent. Try again." ;;
	esac
}
# What its entrypoint says of it, in the older and the newer ones.
force='forcefully terminat|still running, sending SIGTERM|cannot send ACPI|QEMU process .* does not exist'
forced='Windows did not shut down in time and was ended by force, so its disk may not be consistent. Shut it down from inside to see what keeps it, then try again.'

# start_again ID: and only then, how its entrypoint says that it ended: reading that would keep Windows off.
start_again() {
	start "$1"
	if podman logs --since "$(cat stop-begun)" "$1" 2>&1 | grep -qiE "$force"; then refuse 1 "$forced"; fi
}

# let_boot ID: waits until its machine leaves half a core alone for a second, half a minute at most: packing takes what a boot
# needs, and that Windows is back counts for more.
let_boot() {
	init=$(inspect "$1" '{{.State.Pid}}')
	before=$(ticks_below "${init:-0}") seconds=0
	while [ "$seconds" -lt 30 ]; do
		sleep 1
		now=$(ticks_below "${init:-0}") seconds=$((seconds + 1))
		[ $((now - before)) -ge 50 ] || break
		before=$now
	done
	echo "Waited $seconds s."
}

# ticks_below PID: processor time of a process and all below it, in hundredths of a second (proc_pid_stat(5)).
ticks_below() {
	left=$1 sum=0
	while [ -n "$left" ]; do
		next=
		for each in $left; do
			next="$next$(cat "/proc/$each/task/"*/children 2>/dev/null)"
			stat=$(cat "/proc/$each/stat" 2>/dev/null) || continue
			# shellcheck disable=SC2086 # its fields, from the third on
			set -- ${stat##*) }
			sum=$((sum + ${12} + ${13}))
		done
		left=$next
	done
	echo "$sum"
}

# copy ID: the disk and, of the same moment, the files that its machine keeps beside it. A disk in use is never copied: the
# kernel tells before who has it, and Podman afterwards whether the DevBox has been on meanwhile.
copy() {
	storage=$(cat storage) work=$(own_temporary)
	alone "$1" "$storage"
	if ! find_disk "$storage"; then
		at_rest "$1"
		refuse 1 'The disk of Windows is gone from /storage.'
	fi
	[ -e "$storage/windows.boot" ] ||
		refuse 3 'Windows is not installed completely: it has not once started and shut down. Try again when it has.'
	sync -- "$storage/$disk" 2>/dev/null || sync
	tell_copying "$(du -kx -- "$storage/$disk" | cut -f 1)" "$work/$disk.tmp" &
	teller=$!
	cp -P --reflink=auto --sparse=always -- "$storage/$disk" "$work/$disk.tmp" || exit 1
	kill "$teller" && wait "$teller" 2>/dev/null
	copy_state "$storage" "$work" || exit 1
	at_rest "$1"
	mv "$work/$disk.tmp" "$work/$disk"
	echo "Copied $(mib "$(du -kx -- "$work/$disk" | cut -f 1)")."
}

# tell_copying KIB FILE: cp does not tell how far it is, but what it has written does. Blocks that are shared are there at once.
# The job ends whatever a failing step has left.
tell_copying() {
	told=0
	while sleep 0.5; do
		written=$(du -kx -- "$2" 2>/dev/null | cut -f 1)
		percent=$((${written:-0} * 100 / ($1 + 1)))
		[ "$percent" -lt 100 ] || percent=99
		tell_percent "$percent"
	done
}

# copy_state STORAGE WORK: the files that Windows's machine keeps beside its disk. What has become a link meanwhile leads out
# of its container, and stays one.
copy_state() {
	mkdir -p "$2/state"
	find "$1" -maxdepth 1 -type f ! -name 'data.*' ! -name '*.iso' ! -name '*.tmp' ! -name setup.img \
		-exec cp -pP -- {} "$2/state/" \;
}

# ID: is off, and has not been on since it was stopped: then the disk would be torn, too. Nor does anybody else have it.
at_rest() {
	look "$1"
	[ -n "$state" ] || refuse 1 "$gone"
	[ "$state $run" = "exited $(cat stopped)" ] || refuse 1 "$woken"
	alone "$1" "$storage"
}

# uncopy: first of all, because a DevBox does not start on a full disk.
uncopy() { drop_temporary; }

# convert IMAGE: packs the copy into the carrier, without whatever it stood on.
convert() {
	find_disk "$(own_temporary)" || refuse 1 'The copy of the disk is gone.'
	format=$(format_of "$disk") told=0
	tool "$1" convert -p -f "$format" -O qcow2 -c -o compression_type=zstd -m 8 -W "/work/$disk" /made/data.qcow2.tmp \
		>progress 2>convert-errors &
	child=$!
	while kill -0 "$child" 2>/dev/null; do
		tell_progress
		sleep 0.5
	done
	wait "$child" || refuse 1 "The disk could not be packed: $(tail -n 1 convert-errors)"
	mv "$(cat made)/data.qcow2.tmp" "$(cat made)/data.qcow2" || exit 1
	echo "Packed into $(mib "$(du -kx -- "$(cat made)/data.qcow2" | cut -f 1)")."
}

# What qemu-img drew last.
tell_progress() {
	percent=$(tail -c 40 progress | tr '\r' '\n' | sed -n 's/^ *(\([0-9]*\)\..*/\1/p' | tail -n 1)
	tell_percent "${percent:-0}"
}

# PERCENT: said whenever it is ten further than what was $told.
tell_percent() {
	[ "$1" -ge $((told + 10)) ] || return 0
	told=$(($1 / 10 * 10))
	echo "$told %"
}

unconvert() { podman rm --force --time 0 --volumes --ignore "$worker_tool" >/dev/null; }

# bake IMAGE OPTION …: the files beside the disk, the hook, and the commit. Meanwhile the packed disk is held against its copy.
bake() {
	made=$(cat made)
	compare "$1" &
	comparing=$!
	shift
	rm -rf "$made/state"
	mkdir "$made/state" && cp -pP -- "$(own_temporary)/state/"* "$made/state/" && chmod 755 "$made" "$made/state" || exit 1
	lay_hook "$made"
	make_image "$carrier" --pause=false "$@"
	wait "$comparing" || refuse 1 'The packed disk differs from its copy.'
	drop_temporary
	echo "Image $(cut -c -12 image-id), still without a name."
}

# compare IMAGE: what was packed with what was copied, whole.
compare() {
	find_disk "$(own_temporary)" || return 1
	tool "$1" compare -f "$(format_of "$disk")" -F qcow2 "/work/$disk" /made/data.qcow2
}

# verify: what is in the image is what was packed, and it opens there. Podman has held what it took against its digest.
verify() {
	image=$(cat image-id) || refuse 1 'There is no image to check.'
	mounted=$(podman image mount "$image") || exit 1
	same_ends "$(cat made)/data.qcow2" "$mounted/golden/data.qcow2" && same=1 || same=
	podman image unmount "$image" >/dev/null
	[ -n "$same" ] || refuse 1 'The disk in the image is not the one that was packed.'
	# Removing it takes as long as writing what is still on its way to the disk.
	rm -f "$(cat made)/data.qcow2" >/dev/null 2>&1 &
	make_temporary
	tool "$image" check -q -f qcow2 /golden/data.qcow2 || refuse 1 'The disk in the image does not open.'
	echo 'The disk in the image is whole.'
}

# same_ends FILE FILE: their sizes, and their first and last MiB.
same_ends() {
	size=$(wc -c <"$1") && [ "$size" = "$(wc -c <"$2")" ] || return 1
	cmp -n 1048576 -- "$1" "$2" || return 1
	[ "$size" -le 1048576 ] || cmp -- "$1" "$2" $((size - 1048576)) $((size - 1048576))
}

# unverify: an image that is mounted, or has a container, cannot be removed.
unverify() {
	unconvert || exit 1
	[ ! -s image-id ] || podman image unmount --force "$(cat image-id)" >/dev/null 2>&1 || true
}

verb=$1
shift
# shellcheck source=source/worker/windows-live.sh
case $verb in *_live) . ./windows-live.sh ;; esac
"$verb" "$@"
