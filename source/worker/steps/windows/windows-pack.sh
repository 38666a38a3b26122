#!/bin/sh
# The steps that make an image of the copied disk of a Windows: pack, commit, check. windows-disk-snapshot.sh sources this.
# shellcheck disable=SC2015,SC2034,SC2154 # shares variables with windows-disk-snapshot.sh

# tool IMAGE ARGUMENT …: runs qemu-img in a container of the DevBox's own image, so it is the version that wrote the disk, with
# the folders with its backing files mounted where the disk expects them. The container has a name, so that it can be removed when this script
# was killed, and low priority, because the DevBox boots meanwhile. It runs what the image's author likes, so it can write to no folder
# of the worker, except where `convert` gives it an empty one.
tool() { tool_run qemu-img "$@"; }
# tool_run PROGRAM OPTION … IMAGE ARGUMENT …
tool_run() {
	program=$1
	shift
	while IFS=$tab read -r destination source; do
		set -- --mount "type=bind,source=$source,destination=$destination,readonly" "$@"
	done <backing
	nice -n 19 podman run --rm --pull never --name "$worker_tool" --network none --security-opt label=disable --user 0:0 \
		--cpu-shares 64 --entrypoint "$program" --volume "$(own_temporary):/run/ingot-work:ro" --volume "$(cat made):/run/ingot-made:ro" "$@"
}

# convert IMAGE: packs the copies, with their backing files, into the carrier.
convert() {
	each_disk is_copied || refuse 1 'The copy of the disk is gone.'
	packed_kib=0 copied_kib=0
	each_disk count_copy
	each_disk convert_disk "$1"
}
count_copy() { copied_kib=$((copied_kib + $(kib_of "$1" "$2"))); }
kib_of() { du -kx -- "$(own_temporary)/$(copied_as "$1" "$2")" | cut -f 1; }
is_copied() { [ -f "$(own_temporary)/$(copied_as "$1" "$2")" ]; }
convert_disk() {
	golden=$(cat made)/$(golden_name "$1") disk_kib=$(kib_of "$1" "$2")
	packing=$(cat made)/packing
	: >progress
	rm -rf "$packing" && mkdir "$packing" || exit 1
	tool_run qemu-img --volume "$packing:/run/ingot-packing" "$5" convert -p -f "$2" -O qcow2 -c -o compression_type=zstd -m 8 -W \
		"/run/ingot-work/$(copied_as "$1" "$2")" "/run/ingot-packing/$(golden_name "$1")" \
		>progress 2>convert-errors &
	child=$!
	while kill -0 "$child" 2>/dev/null; do
		report_packing
		sleep 0.5
	done
	wait "$child" || refuse 1 "$([ "$1" = 1 ] && echo 'The disk' || echo "Disk $1") could not be packed: $(tail -n 1 convert-errors)"
	is_plain "$packing/$(golden_name "$1")" || refuse 1 'The qemu-img of the image left no file where the packed disk should be. Use an image that you trust.'
	mv -fT -- "$packing/$(golden_name "$1")" "$golden" && rm -rf "$packing" || exit 1
	packed_kib=$((packed_kib + disk_kib))
	echo "Packed into $(mib "$(du -kx -- "$golden" | cut -f 1)")."
}

# report_packing: by what qemu-img printed last, `(12.34/100%)` of this disk.
report_packing() {
	tenths=$(tail -c 40 progress | tr '\r' '\n' | sed -n 's/^ *(\([0-9]*\)\.\([0-9]\).*/\1 * 10 + \2/p' | tail -n 1)
	report_progress $(((packed_kib + disk_kib * (${tenths:-0}) / 1000) * 1024)) $((copied_kib * 1024))
}

unconvert() { podman rm --force --time 0 --volumes --ignore "$worker_tool" >/dev/null; }

# bake IMAGE OPTION …: adds the files beside the disk and the entrypoint, and commits. Meanwhile it compares the packed disks
# with their copies.
bake() {
	made=$(cat made)
	[ ! -h "$(own_temporary)/state" ] || refuse 1 'The files beside the disk were replaced by a link meanwhile.'
	rm -rf "$made/state"
	mkdir "$made/state" && cp -pP -- "$(own_temporary)/state/"* "$made/state/" && chmod 755 "$made" "$made/state" || exit 1
	lay_entry "$made"
	write_facts "$made" || exit 1
	compare "$1" &
	comparing=$!
	shift
	for volume in $(further_volumes); do set -- "$@" --change "VOLUME $volume"; done
	[ ! -s unclean ] || set -- "$@" --change "LABEL io.clustercode.unclean=\"$(cat unclean)\""
	to_archive=$(($(du -skx -- "$made" | cut -f 1) * 1024))
	make_image "$carrier" --pause=false "$@"
	wait "$comparing" || refuse 1 'The packed disk differs from its copy.'
	drop_temporary
	echo "Image $(cut -c -12 image-id), still without a name."
}

# compare IMAGE: compares every packed disk with its copy, all of it.
compare() { each_disk compare_disk "$1"; }
compare_disk() {
	[ -f "$(own_temporary)/$(copied_as "$1" "$2")" ] || return 1
	tool "$5" compare -f "$2" -F qcow2 "/run/ingot-work/$(copied_as "$1" "$2")" "/run/ingot-made/$(golden_name "$1")"
}

# verify: checks that the disks in the image are those that were packed, and that they open there. Podman has already checked
# the layer against its digest.
verify() {
	image=$(cat image-id) || refuse 1 'There is no image to check.'
	mounted=$(podman image mount "$image") || exit 1
	each_disk is_packed && same=1 || same=
	podman image unmount "$image" >/dev/null
	[ -n "$same" ] || refuse 1 'The disk in the image is not the one that was packed.'
	# In the background: removing a file waits until its pages are written.
	rm -f "$(cat made)/"data*.qcow2 >/dev/null 2>&1 &
	make_temporary
	: >backing
	each_disk opens_there "$image" || refuse 1 'The disk in the image does not open.'
	echo 'The disk in the image is whole.'
}
is_packed() { same_ends "$(cat made)/$(golden_name "$1")" "$mounted/golden/$(golden_name "$1")"; }
opens_there() { tool "$5" check -q -f qcow2 "/golden/$(golden_name "$1")"; }

# same_ends FILE FILE: whether their sizes and their first and last MiB are equal.
same_ends() {
	is_plain "$1" && is_plain "$2" || return 1
	size=$(wc -c <"$1") && [ "$size" = "$(wc -c <"$2")" ] || return 1
	cmp -n 1048576 -- "$1" "$2" || return 1
	[ "$size" -le 1048576 ] || cmp -- "$1" "$2" $((size - 1048576)) $((size - 1048576))
}

# unverify: unmounts the image and removes its container, since both keep an image from being removed.
unverify() {
	unconvert || exit 1
	[ ! -s image-id ] || podman image unmount --force "$(cat image-id)" >/dev/null 2>&1 || true
}

note() { printf '%s\n' "$1" >>notes; }

# finish_windows REFERENCE KEY=VALUE …: as finish; the label io.clustercode.unclean gets what the proof found.
finish_windows() {
	for pair; do
		shift
		case $pair in io.clustercode.unclean=) pair=$pair$(cat unclean 2>/dev/null) ;; esac
		set -- "$@" "$pair"
	done
	finish "$@"
	[ ! -s unclean ] || note "Its disk is not clean ($(cat unclean)): Windows may check it at its first start."
}
