#!/bin/sh
# The steps of the launch of a Windows image that a Linux image does not have. linux-launch.sh sources this where it exists.
# shellcheck disable=SC2015,SC2154 # shares variables with linux-launch.sh

# shellcheck source=source/worker/steps/windows/windows-guard.sh
. ./windows-guard.sh
# shellcheck source=source/worker/steps/windows/windows-end.sh
. ./windows-end.sh

# safe: removes terminal escapes and control characters from the output of a container.
escape=$(printf '\033')
safe() { sed -e "s/$escape\[[0-9;?]*[A-Za-z]//g" | tr -d '\000-\010\013-\037\177'; }

# ended ID: fails the step with the reason why the DevBox ended. The end of its output goes to the log.
ended() {
	podman logs --tail 20 "$1" 2>&1 | safe >last-words
	cat last-words
	code=$(timeout 10 podman wait "$1" 2>/dev/null) || is_gone $?
	case $code in
	120)
		reason=$(sed -n 's/^Golden image: //p' last-words | tail -n 1 | cut -c -600)
		[ -z "$reason" ] || refuse 1 "Nothing was started: $reason"
		;;
	esac
	! grep -qiE 'failed to get .*lock' last-words ||
		refuse 1 'Windows did not start: another process has its disk open, usually a DevBox with the same /storage. Stop that one, or give this one a volume of its own.'
	refuse 1 "Windows ended before it had begun (exit code $code): $(meaning "$code")"
}

# is_gone CODE: fails with the reason why Podman did not report on the DevBox; 124 means that it still waited.
is_gone() {
	must_answer "$1"
	[ "$1" != 124 ] || refuse 1 'Podman did not report within 10 s whether the DevBox has ended. Try again.'
	refuse 1 'The DevBox is gone: somebody removed it meanwhile.'
}

# fits IMAGE SOURCE: refuses a volume or folder that a running container has, or whose disk is not based on this image, before
# anything is started. The image's entrypoint (golden-entry.sh) checks the disk, too, for what cannot be read here.
fits() {
	place=$2
	case $2 in /*) ;; *) place=$(podman volume inspect --format '{{.Mountpoint}}' "$2" 2>/dev/null) || { must_answer $? && return 0; } ;; esac
	sharer=$(sharer_of '' "$place") || refuse 1 'Podman did not say whether the volume is in use. Try again.'
	[ -z "$sharer" ] ||
		refuse 5 "$2 is in use: $sharer runs with it, and two Windows cannot share a disk. Stop $sharer, or give the new DevBox a volume of its own."
	wanted=$(podman image inspect --format '{{index .Labels "io.clustercode.job"}}' "$1") || {
		must_answer $?
		refuse 1 'The image is gone from this worker. Choose another one.'
	}
	base_in "$place" || refuse 1 "What the disk in $2 is based on could not be read. Check $place/golden.base on the worker and try again."
	if [ "$has" = "$wanted" ]; then
		: >had-disk
		return 0
	fi
	if [ -n "$has" ]; then
		of=$(podman images --format '{{.Repository}}:{{.Tag}}' --filter "label=io.clustercode.job=$has" | head -n 1)
		refuse 1 "The disk in $2 belongs to another golden image (${of:-$has}): with this one, everything on it would be lost. Launch that image with it, and snapshot the DevBox to take the disk along, or start anew with a new volume."
	fi
	for each in "$place"/*.qcow2 "$place"/*.img; do
		# The path of its backing file is in its header. A link leads elsewhere here than in the DevBox, whose entrypoint looks, too.
		if [ -h "$each" ] || [ ! -f "$each" ] || [ ! -s "$each" ] || head -c 65536 "$each" | tr '\000' '\n' | grep -qF "/golden/$wanted/"; then continue; fi
		refuse 1 "There is a disk in $2 that was not made from this image (${each##*/}). Launch the image that it was made with, or give the DevBox a new volume."
	done
}

# meaning CODE → what the exit code means in the scripts of dockur/windows and qemus/qemu, and what to do.
meaning() {
	case $1 in
	11 | 12) echo 'its scripts need root inside of the container. Launch it without another user.' ;;
	13) echo 'its folder /storage is missing or cannot be written. Give it a volume that it may write.' ;;
	14) echo 'there is no /dev/shm in the container. Ask the administrator of the worker.' ;;
	15) echo 'QEMU did not take its settings, such as CPU_CORES or ARGUMENTS. The lines above tell which; change it.' ;;
	16) echo 'its RAM_SIZE is no size, is too small for Windows, or there is too little memory for it, as the lines above tell. Give it another RAM_SIZE, free memory, or choose another worker.' ;;
	17) echo 'there is too little memory for its RAM_SIZE. Give it a smaller RAM_SIZE, free memory, or choose another worker.' ;;
	20 | 24 | 26 | 27 | 28 | 29) echo 'its network could not be made. Look at NETWORK, MAC and VM_NET_DEV, and whether the worker has /dev/net/tun; NETWORK=passt or NETWORK=slirp needs neither that nor NET_ADMIN.' ;;
	33) echo 'its BOOT_MODE is unknown, or needs the machine q35. Leave BOOT_MODE and MACHINE out.' ;;
	44 | 45) echo 'its firmware is missing or cannot be written to /storage. Is there room?' ;;
	55) echo 'a device or file that was to be its disk is not there. Leave DEVICE and such mounts out.' ;;
	56 | 58 | 59) echo 'its VERSION, LANGUAGE or installation medium is not known. Leave them out.' ;;
	50 | 6[0-9] | 100) echo 'it began to install Windows, or could not read what was noted of its machine, instead of starting the disk of the image. Make the image again, and open an issue.' ;;
	70 | 72 | 74 | 75 | 76 | 77) echo 'its disk could not be made larger. Is there room? Give it a smaller DISK_SIZE, or ALLOCATE=N.' ;;
	71 | 73) echo 'its DISK_SIZE (or that of a further disk) is not a size, or too small. Give it one such as 64G.' ;;
	78 | 79 | 80) echo 'its DISK_FMT, DISK_TYPE or another DISK_ variable is not one that it knows. Leave them out.' ;;
	88) echo 'KVM cannot be used in it. ingot doctor says why; KVM=N runs it without, many times slower.' ;;
	137) echo 'it was killed, by somebody or for want of memory. Look at the memory of the worker, and try again.' ;;
	130 | 143) echo 'somebody stopped it.' ;;
	*) echo 'the lines above are what it said last.' ;;
	esac
}

# end_with_care ID: before the undo of a launch removes it. A disk that was there before may hold somebody's work.
end_with_care() {
	[ -e had-disk ] && [ "$(podman container inspect --format '{{.State.Status}}' "$1" 2>/dev/null)" = running ] || return 0
	echo 'Windows shuts down first: its disk was there before, and stays.'
	end_windows "$1"
}

# opens JOB SECONDS: waits until QEMU has the disk of the image open, and still has it a moment later. Only that proves that
# Windows boots and is not being reinstalled.
opens() {
	id=$(made_by "$1") || refuse 1 "$not_listed"
	about=$(podman container inspect --format '{{.State.Pid}}{{println}}{{range .Config.Env}}{{println .}}{{end}}' "$id") || is_gone $?
	pid=$(printf '%s\n' "$about" | head -n 1)
	storage=$(value_in "$about" STORAGE) name=$(value_in "$about" DISK_NAME)
	last='' since=0 end=$(($(date +%s) + $2))
	while :; do
		if [ "${pid:-0}" -le 0 ] || [ ! -d "/proc/$pid" ]; then ended "$id"; fi
		now=$(disk_open)
		case $now in
		golden*)
			if [ "$now" = "$last" ]; then break; fi
			sleep 0.7
			;;
		# Only after ten seconds: on a busy worker a new QEMU has not opened its disks yet, and old temporary files are still there.
		other* | installing)
			[ "$now" = "$last" ] || since=$(date +%s)
			if [ $(($(date +%s) - since)) -ge 10 ]; then
				[ "$now" != installing ] || elsewhere 'It began to reinstall Windows instead of starting the disk of the image'
				elsewhere 'It started QEMU with another disk than that of the image'
			fi
			;;
		esac
		[ "$(date +%s)" -lt "$end" ] || elsewhere "It has not started the disk of the image within $2 s"
		last=$now
		sleep 0.25
	done
	echo 'QEMU runs with the disk of the image: Windows boots.'
}
value_in() { printf '%s\n' "$1" | sed -n "s/^$2=//p" | tail -n 1; }

# disk_open → the output of windows-disk-open.sh. It runs inside the DevBox where we may not read its processes.
disk_open() {
	if [ -r "/proc/$pid/root/" ]; then
		sh ./windows-disk-open.sh "/proc/$pid/root" "${storage:-/storage}" "${name:-data}"
	else
		podman exec --interactive "$id" sh -s -- '' "${storage:-/storage}" "${name:-data}" <windows-disk-open.sh 2>/dev/null
	fi
}

# elsewhere WHAT: fails the step; WHAT begins the reason.
elsewhere() {
	podman logs --tail 20 "$id" 2>&1 | safe
	refuse 1 "$1; its last lines are above. Make the image again with this version of Ingot; if that does not help, open an issue."
}

# stays JOB SECONDS: for a Windows that will be installed. Wrong settings end it within these seconds.
stays() {
	id=$(made_by "$1") end=$(($(date +%s) + $2))
	while [ "$(date +%s)" -lt "$end" ]; do
		state=$(podman container inspect --format '{{.State.Status}}' "$id" 2>/dev/null) || must_answer $?
		[ "$state" = running ] || ended "$id"
		sleep 0.5
	done
	echo 'It is still running.'
}
