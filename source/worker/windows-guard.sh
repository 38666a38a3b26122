#!/bin/sh
# What keeps the snapshot of a Windows from a disk in use and from an image that leads elsewhere; windows-disk-snapshot.sh
# reads this.
# shellcheck disable=SC2034,SC2154,SC3013 # shared with windows-disk-snapshot.sh; dash and busybox have -ef

shared='its disk could change while it is copied. Stop it and try again.'

# sharer_of ID STORAGE → the name of another container that runs and has the folder of this disk mounted, wherever.
sharer_of() {
	# shellcheck disable=SC2046 # ids
	podman container inspect --format 'box {{.Id}} {{.Name}}{{println}}{{range .Mounts}}mount {{println .Source}}{{end}}' \
		$(podman ps --all --quiet --no-trunc --filter status=running --filter status=paused) 2>/dev/null |
		while read -r word rest; do
			case $word in
			box) box=${rest%% *} name=${rest#* } ;;
			mount) if [ "$box" != "$1" ] && [ "$rest" -ef "$2" ]; then echo "$name"; fi ;;
			esac
		done | head -n 1
}

# alone ID STORAGE: nobody has it, whoever has come since or the DevBox itself. Podman is not asked while Windows is off, since
# its answer can wait for a commit that runs here: a process with a root of its own in which /storage is this one tells it as well.
alone() {
	for process in /proc/[0-9]*; do
		if [ "$process/root/storage" -ef "$2" ] && [ ! "$process/root" -ef / ]; then
			sharer=$(sharer_of "$1" "$2")
			if [ -z "$sharer" ]; then
				look "$1"
				[ "$state" = exited ] || refuse 1 "$woken"
			fi
			refuse 1 "${sharer:-Another container} has the same /storage mounted and runs, so $shared"
		fi
	done
}

woken='Somebody started the DevBox meanwhile, so the snapshot would not be consistent. Try again.'

# no_links PATH …: in an image they may lead out of it.
no_links() {
	for path; do
		[ ! -L "$path" ] || refuse 1 "The DevBox's image has a symbolic link where its disk or its hook goes: ${path#"$mounted"}."
	done
}

# lay_hook FOLDER: in a file of its own, so that an image from a DevBox of a golden image has the present one. An older Ingot
# wrote all of it into start.sh.
lay_hook() {
	hook=${1%/golden}/run/start.sh
	mkdir -p "${hook%/*}"
	if [ ! -s "$hook" ]; then echo '#!/bin/sh' >"$hook"; fi
	[ -z "$(tail -c 1 "$hook")" ] || echo >>"$hook"
	sed -e '/^# golden disk$/,/^fi$/d' -e '/^\. \/golden\/start\.sh$/d' "$hook" >new-hook || exit 1
	echo '. /golden/start.sh' >>new-hook
	rm -f "$1/start.sh"
	cat new-hook >"$hook" && chmod 755 "$hook" && cp ./golden-start.sh "$1/start.sh" && chmod 644 "$1/start.sh" || exit 1
}
