#!/bin/sh
# The steps of a snapshot of a Windows DevBox: its disk, copied while it is off, becomes a layer of an image.
# Usage, in the job's folder: windows-disk-snapshot.sh STEP ARGUMENT …
# Exit codes: 0 done, 1 failed, 3 the DevBox is not eligible, 5 the reference is taken. The last line that a failing step
# prints is the reason that people read.
# The carrier is a container that never starts; the files of the image are put into it, and it is committed.

# shellcheck source=source/worker/steps/step-prelude.sh
. ./step-prelude.sh
# shellcheck source=source/worker/steps/linux/snapshot-parts.sh
. ./snapshot-parts.sh
# shellcheck source=source/worker/steps/windows/qemu-drives.sh
. ./qemu-drives.sh
# shellcheck source=source/worker/steps/windows/windows-disks.sh
. ./windows-disks.sh
# shellcheck source=source/worker/steps/windows/windows-storage.sh
. ./windows-storage.sh
# shellcheck source=source/worker/steps/windows/windows-guard.sh
. ./windows-guard.sh
# shellcheck source=source/worker/steps/windows/windows-machine.sh
. ./windows-machine.sh
# shellcheck source=source/worker/steps/windows/windows-shutdown.sh
. ./windows-shutdown.sh
# shellcheck source=source/worker/steps/windows/windows-copy.sh
. ./windows-copy.sh
# shellcheck source=source/worker/steps/windows/windows-proof.sh
. ./windows-proof.sh
# shellcheck source=source/worker/steps/windows/windows-boot.sh
. ./windows-boot.sh
# shellcheck source=source/worker/steps/windows/windows-startable.sh
. ./windows-startable.sh
# shellcheck source=source/worker/steps/windows/windows-pack.sh
. ./windows-pack.sh
# shellcheck source=source/worker/steps/windows/windows-facts.sh
. ./windows-facts.sh

job=$(basename "$PWD")
carrier=ingot-golden-$job worker_tool=ingot-qemu-$job
state_of() { inspect "$1" '{{.State.Status}}'; }
# env_of ID KEY → the value of a variable; value_of KEY reads the same from such lines on stdin.
env_of() { inspect "$1" "$all_env" | value_of "$2"; }
value_of() { sed -n "s/^$1=//p" | head -n 1; }
all_env='{{range .Config.Env}}{{println .}}{{end}}'

# each_disk FUNCTION WORD …: calls FUNCTION with NUMBER FORMAT PATH ON-WORKER of every disk that `check` has found, and the words.
each_disk() {
	for_each=$1
	shift
	while read -r number format inside path <&4; do "$for_each" "$number" "$format" "$inside" "$path" "$@" || return 1; done 4<disks
}
# The file names of the copy of a disk and of the packed one.
copied_as() { echo "data$(number_in_name "$1")$([ "$2" = qcow2 ] && echo .qcow2 || echo .img)"; }
golden_name() { echo "data$(number_in_name "$1").qcow2"; }

# check ID USER REFERENCE OVERWRITE KIND: what the form has checked, right before the stop. check_off: for a DevBox that is off.
wanted_state=running
check_off() {
	wanted_state=exited
	check "$@"
}
check() {
	id=$1
	check_source "$id" "$2" "$5" "$wanted_state"
	check_reference "$3" "$4"
	[ "$(id -u)" = 0 ] || refuse 3 'Snapshots of Windows DevBoxes work only where Podman runs as root.'
	find_disks "$id"
	find_storage
	printf '%s\n' "$disks" >disks
	printf '%s\n' "$storage" >storage
	printf '%s\n' "$disk_name" >disk-name
	state_prefix >state-prefix
	[ "$verb" != check ] || startable "$id"
	[ "$verb" = check_off ] || podman exec "$id" qemu-img --version >/dev/null 2>&1 || no_qemu_img $?
	: >backing
	total=0
	each_disk check_disk "$id"
	check_room "$total" "$(inspect "$id" '{{index .GraphDriver.Data "UpperDir"}}')"
	others "$storage" "$disk_name" "$(cat state-prefix)" | report_others
}

# no_qemu_img CODE
no_qemu_img() {
	must_answer "$1"
	refuse 3 'The DevBox has no qemu-img, so its disk cannot be read.'
}

# check_disk NUMBER FORMAT PATH ON-WORKER ID: refuses a disk that another container has, or whose backing files cannot be read
# later; leaves those in `backing`, and adds what the disk uses to $total.
check_disk() {
	for place in "$4" "${4%/*}"; do
		sharer=$(sharer_of "$5" "$place") || refuse 1 'Podman did not report which containers have the disk mounted. Try again.'
		[ -z "$sharer" ] || refuse 3 "$sharer has the same ${3%/*} mounted and runs, so $shared"
	done
	backing_files "$5" "$2" "$3" >backing-of-disk
	while IFS= read -r below; do check_backing "$3" "$below"; done <backing-of-disk
	used=$(used_kib "$5" "$2" "$3" "$4")
	total=$((total + used))
	echo "Disk $1 is $3 ($2) and uses $(mib "$used")."
}

# check_backing DISK PATH: leaves the mount with this backing file in `backing`, DESTINATION, tab, SOURCE. The whole mount, because a
# link that is put in the file's place later leads within the container then, and not to a file of the worker.
check_backing() {
	below=$(host_path "$2")
	# qemu-img writes a line break and the like with a backslash.
	case $2/ in */../* | *\\*) refuse 3 "$1 has the backing file $2, whose path leads elsewhere or has strange characters in it. Give it another one (qemu-img rebase) and try again." ;; esac
	if [ -n "$below" ]; then
		refuse_links "$2" "$below"
		[ -f "$below" ] || refuse 3 "$1 has the backing file $2, which is no file on the worker."
		line=$(mount_of "$2")
		grep -qxF -e "$line" backing || printf '%s\n' "$line" >>backing
		case $line in *,*) refuse 3 "$1 has the backing file $2, whose path cannot be given to Podman. Rename it and try again." ;; esac
	elif [ -e "$upper_dir$2" ]; then
		refuse 3 "$1 has the backing file $2, which lies in the container itself. Flatten the disk (qemu-img rebase -b '') and try again."
	fi
}

# report_others: reads COUNT KIB NAMES.
report_others() {
	read -r other_count other_kib other_names
	[ "$other_count" = 0 ] ||
		printf 'Left out, beside the disk: %s files and folders of %s, such as %s.\n' "$other_count" "$(mib "$other_kib")" "$other_names"
}

# check_room KIB LAYER: room for the copy, the packed disk, two temporary files of the commit, and the image. How well the disk
# compresses is not known yet, so each counts in full.
check_room() {
	# By a layer's path, because podman info waits for any commit that runs here.
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
	echo "There is room for $(mib "$1")."
}

# prepare ID IMAGE VIEWER OPTION …: makes the carrier from the DevBox's image. Values of variables come from a file that is
# removed at once, because everybody on the worker can read argv. It also notes for `stop` what Podman says of the DevBox, since
# each question to Podman later makes Windows stay off longer.
prepare() {
	make_temporary || exit 1
	id=$1 from=$2
	printf '%s\n' "$3" >viewer
	shift 3
	met=$(inspect "$id" "{{.State.Pid}} {{.State.StartedAt}}{{println}}$all_env") || {
		must_be_gone "$id"
		refuse 1 "$gone"
	}
	# Only these: the folder of a job stays, and other variables may be secret.
	printf '%s\n' "$met" | grep -E "^([0-9]+ |($(echo "$fact_names" | tr ' ' '|'))=)" >source-devbox
	carry "$from" "$carrier" "$@" || exit 1
	mounted=$(podman mount "$carrier") || exit 1
	no_links "$mounted/golden" "$mounted/run" "$mounted/run/start.sh"
	# The disks of the DevBox's own golden image: what is packed now contains them.
	rm -f -- "$mounted/golden/"data*.qcow2 "$mounted/golden/"data*.qcow2.tmp
	mkdir -p "$mounted/golden" || exit 1
	printf '%s\n' "$mounted/golden" >made
}

# carry IMAGE CARRIER OPTION …: creates the carrier in a subshell, so that only that gets the variables.
carry() (
	if [ -e environment.sh ]; then
		# shellcheck disable=SC1091 # generated
		. ./environment.sh
	fi
	from=$1 into=$2
	shift 2
	podman create --pull never --name "$into" --network none --http-proxy=false "$@" --env DISK_FMT=qcow2 "$from" >/dev/null
	code=$?
	rm -f environment.sh environment.list
	exit "$code"
)

# unprepare: removes the carrier and everything temporary.
unprepare() {
	podman rm --force --time 0 --volumes --ignore "$worker_tool" "$carrier" >/dev/null || exit 1
	drop_temporary
	rm -f made environment.sh environment.list
}

verb=$1
shift
# shellcheck source=source/worker/steps/windows/windows-live.sh
case $verb in *_live) . ./windows-live.sh ;; esac
"$verb" "$@"
