# shellcheck shell=sh
# The disk of a stand-in and whether it is installed. Sourced by entry.sh, whose variables it uses.
# shellcheck disable=SC2154,SC2034

# is_blank FILE
is_blank() { [ "$(head -c 102400 "$1" | tr -d '\0' | head -c 1 | wc -c)" = 0 ]; }
has_data() {
	for file in "$STORAGE/data.qcow2" "$STORAGE/data.img"; do
		if [ -f "$file" ] && ! is_blank "$file"; then return 0; fi
	done
	return 1
}
is_installed() {
	has_data && [ -e "$STORAGE/windows.boot" ] && { [ ! -e "$STORAGE/windows.base" ] || [ "$(cat "$STORAGE/windows.base")" = "$base" ]; }
}

new_mac() { od -An -N3 -tx1 /dev/urandom | sed 's/^/02 00 00/;s/^ *//;s/ /:/g' >"$STORAGE/windows.mac"; }

# Removes the old files, as a new installation does, and copies the template.
install() {
	say "installing Windows $VERSION from $base …"
	rm -f "$STORAGE"/data.* "$STORAGE"/windows.* "$STORAGE"/*.rom "$STORAGE"/*.vars "$STORAGE"/*.tpm
	echo "$base" >"$STORAGE/windows.base"
	echo 1.00 >"$STORAGE/windows.ver"
	new_mac
	img=$STORAGE/data.img
	qemu-img convert -O raw /run/guest/template.qcow2 "$img"
	[ "$(bytes_of "$DISK_SIZE")" -le "$(stat -c %s "$img")" ] || truncate -s "$DISK_SIZE" "$img"
	fill "$img"
	if [ "$DISK_FMT" = qcow2 ]; then
		qemu-img convert -O qcow2 "$img" "$STORAGE/data.qcow2"
		rm "$img"
	fi
	say 'installed the disk'
}

# Half random, half repetitive, behind the end of the template.
fill() {
	most=$((($(stat -c %s "$1") >> 20) - 257)) half=$((FILL_MB / 2))
	[ "$most" -gt 0 ] || return 0
	[ "$FILL_MB" -le "$most" ] || half=$((most / 2))
	dd if=/dev/urandom of="$1" bs=1M count=$half seek=256 conv=notrunc iflag=fullblock status=none
	yes 'not really Windows' | head -c $((half << 20)) | dd of="$1" bs=1M seek=$((256 + half)) conv=notrunc iflag=fullblock status=none
}

bytes_of() { numfmt --from=iec "${1%[Bb]}"; }

# Sets $disk and $format. If the requested format does not exist it is created, and the other one is deleted.
choose_disk() {
	format=raw disk=$STORAGE/data.img other=qcow2
	if [ -f "$STORAGE/data.qcow2" ]; then format=qcow2 disk=$STORAGE/data.qcow2 other=raw; fi
	[ "$DISK_FMT" = "$other" ] || return 0
	source=$disk format=$DISK_FMT disk=$STORAGE/data.$([ "$DISK_FMT" = raw ] && echo img || echo qcow2)
	say "Converting $source to $format …"
	qemu-img convert -O "$format" "$source" "$disk"
	rm "$source"
}

# A disk never shrinks.
enlarge() {
	size=$(qemu-img info --output json "$disk" | sed -n 's/.*"virtual-size": *\([0-9]*\).*/\1/p' | tail -n 1)
	[ "$(bytes_of "$DISK_SIZE")" -gt "$size" ] || return 0
	say "Resizing $disk to $DISK_SIZE …"
	qemu-img resize -q -f "$format" "$disk" "$DISK_SIZE"
}
