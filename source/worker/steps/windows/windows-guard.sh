#!/bin/sh
# Protects disks and images: a disk that another container uses is not copied, and an image that a disk needs is not removed.
# windows-disk-snapshot.sh sources this, and so do launches and what deletes images.
# shellcheck disable=SC2015,SC2034,SC2154,SC3013 # shares variables with windows-disk-snapshot.sh; dash and busybox have -ef

shared='its disk could change while it is copied. Stop it and try again.'

# sharer_of ID STORAGE → the name of another running container that has the folder of this disk mounted anywhere. Fails where Podman
# does not answer.
sharer_of() {
	boxes=$(podman ps --all --quiet --no-trunc --filter status=running --filter status=paused) || return 1
	# shellcheck disable=SC2086 # ids
	mounts=$(podman container inspect --format 'box {{.Id}} {{.Name}}{{println}}{{range .Mounts}}mount {{println .Source}}{{end}}' \
		$boxes 2>/dev/null) || ! was_killed $? || return 1
	printf '%s\n' "$mounts" |
		while read -r word rest; do
			case $word in
			box) box=${rest%% *} name=${rest#* } ;;
			mount) if [ "$box" != "$1" ] && [ "$rest" -ef "$2" ]; then echo "$name"; fi ;;
			esac
		done | head -n 1
}

# alone ID STORAGE: refuses when any container has the storage folder or a disk mounted, including this DevBox when it was started
# again. Reads /proc, because Podman's answer can wait for a commit while Windows is off. Processes that the DevBox still ends
# after its QEMU do not count.
alone() {
	for process in /proc/[0-9]*; do
		if shares "$process" "$2" && [ ! "$process/root" -ef / ]; then
			if [ -n "${init:-}" ] && [ "$process/ns/mnt" -ef "/proc/$init/ns/mnt" ]; then continue; fi
			sharer=$(sharer_of "$1" "$2")
			if [ -z "$sharer" ]; then
				! lets_go "$process" "$2" || continue
				look "$1"
				case $state in exited | stopped) ;; *) refuse 1 "$woken" ;; esac
			fi
			refuse 1 "${sharer:-Another container} has the same /storage mounted and runs, so $shared"
		fi
	done
}
# lets_go PROCESS STORAGE: waits 10 s for a process of no running container. The kernel ends a container's processes after its first one has
# let go of its mounts, by which they are known, and one that still writes to a slow disk takes its time.
lets_go() {
	tries=0
	while shares "$1" "$2"; do
		tries=$((tries + 1))
		[ "$tries" -le 100 ] || return 1
		sleep 0.1
	done
}
# shares PROCESS STORAGE: whether the process sees the folder or a disk at its usual path.
shares() {
	if [ "$1/root/storage" -ef "$2" ]; then return 0; fi
	while read -r _ _ inside path; do
		if [ "$1/root$inside" -ef "$path" ]; then return 0; fi
	done <disks
	return 1
}

woken='Somebody started the DevBox meanwhile, so the snapshot would not be consistent. Try again.'

# no_links PATH …: refuses symbolic links, which could lead out of the image.
no_links() {
	for path; do
		[ ! -L "$path" ] || refuse 1 "The DevBox's image has a symbolic link where its disk or its hook goes: ${path#"$mounted"}."
	done
}

# lay_entry FOLDER: puts the entrypoint into /golden, and a link to it with the id of this image, by which overlays name their
# base. Links and hooks of the image that this one was made from are removed.
lay_entry() {
	find "$1" -maxdepth 1 -type l -exec rm -f {} + || exit 1
	rm -rf "$1/entry.sh" "$1/facts" "$1/start.sh" "$1/new" || exit 1
	unhook "${1%/golden}/run/start.sh"
	ln -s . "$1/$job" && cp ./golden-entry.sh "$1/new" && chmod 755 "$1/new" && mv -fT -- "$1/new" "$1/entry.sh" || exit 1
}

# unhook FILE: removes lines that an older Ingot wrote into the start hook of dockur/windows.
unhook() {
	[ -f "$1" ] && [ ! -L "$1" ] && grep -qE '^(# golden disk|\. /golden/start\.sh)$' "$1" || return 0
	sed -e '/^# golden disk$/,/^fi$/d' -e '/^\. \/golden\/start\.sh$/d' "$1" >new-hook && cat new-hook >"$1" || exit 1
}

# base_in FOLDER → $has, the id of the golden image that the disk in this folder is based on; empty where none is noted. A DevBox
# can write there: a link is not followed, a pipe not waited for, and what is no id is not shown. Fails where it cannot be read.
base_in() {
	has=''
	[ -f "$1/golden.base" ] && [ ! -h "$1/golden.base" ] || return 0
	timeout 5 head -c 100 "$1/golden.base" >/dev/null 2>&1 || return 1
	has=$(timeout 5 head -c 100 "$1/golden.base" 2>/dev/null | tr '\000' '\n' | head -n 1)
	case $has in *[!a-z0-9-]*) has='' ;; esac
}

# needed_by IMAGE → the DevBoxes and volumes whose disk is based on this image, in a line. A disk in a folder of the worker is
# known only through its DevBox; a volume whose base cannot be read may need any image. Fails where Podman does not answer.
needed_by() {
	boxes=$(podman ps --all --no-trunc --format '{{.ImageID}} {{.Names}}') || return 1
	base=$(podman image inspect --format '{{index .Labels "io.clustercode.job"}}' "$1") || return 1
	volumes=
	[ -z "$base" ] || volumes=$(podman volume ls --format '{{.Mountpoint}} {{.Name}}') || return 1
	{
		printf '%s\n' "$boxes" | sed -n "s/^\(sha256:\)\{0,1\}$1 //p"
		printf '%s\n' "$volumes" | while read -r place volume; do
			[ -n "$volume" ] || continue
			short=$(printf %s "$volume" | cut -c -40)
			if ! base_in "$place"; then
				echo "the volume $short (what its disk is based on could not be read)"
			elif [ "$has" = "$base" ]; then echo "the volume $short"; fi
		done
	} | sort -u | tr '\n' ',' | sed -e 's/,$//' -e 's/,/, /g'
}

# schedules_of FOLDER REFERENCE → the names of the schedules there that launch the image, a line each. Only a launch has version 1.
# Fails where they cannot be read, which does not mean that none uses it.
schedules_of() {
	reference_wanted=$2
	set -- "$1"/*/schedule.json
	[ -e "$1" ] || [ -h "$1" ] || return 0
	scheduled=$(sed -n 's/^{"version":1,"id":"[^"]*","user":"[^"]*","reference":"\([^"]*\)","draft":{"name":"\([^"]*\)".*/\1 \2/p' "$@" 2>/dev/null) || return 1
	printf '%s\n' "$scheduled" | while read -r launched schedule; do
		[ "$launched" != "$reference_wanted" ] || echo "$schedule"
	done
}

# remove_replaced IMAGE: overrides the function for Linux. An image that a disk needs is kept under a name that can be launched;
# the next overwrite of the reference removes it when nothing needs it any more.
remove_replaced() {
	kept=${reference%:*}:$(printf %s "${reference##*:}" | cut -c -40)-before-
	podman images --no-trunc --format '{{.Id}} {{.Repository}}:{{.Tag}}' | while read -r each name; do
		case $name in "$kept"[0-9]*-[0-9]*) ;; *) continue ;; esac
		needers=$(needed_by "${each#sha256:}") || continue
		[ -z "$needers" ] || continue
		echo "$name goes, too: nothing needs it any more."
		podman rmi "$name" >/dev/null
	done
	! may_be_named "$1" || return 0
	needers=$(needed_by "$1") || needers='Podman did not say what'
	if [ -z "$needers" ]; then
		podman rmi "$1" >/dev/null 2>&1 || echo "The replaced image $(echo "$1" | cut -c -12) stays without a name: it is in use."
		return 0
	fi
	kept=$kept$(date -u +%Y%m%d-%H%M%S)
	echo "$kept" >kept-name
	podman tag "$1" "$kept" || exit 1
	echo "The image that was $reference is kept as $kept, because these need its disk: $needers."
}
