#!/bin/sh
# /golden/entry.sh of a golden image of Windows: creates an overlay on the image's disk, and then becomes the original entrypoint,
# whose words are its arguments. Upstream's scripts move a disk away and reinstall when a setting does not fit it, so such a
# setting is refused here first. Exit code: 120 refused.
# All paths are relative to this file, so that a test can run it in a folder.
set -u
golden=${0%/*}
root=${golden%/golden}
storage=$root${STORAGE:-/storage}

refuse() {
	printf 'Golden image: %s\n' "$1" >&2
	exit 120
}
# plain TEXT, as upstream's scripts read a setting: without quotes and blanks, in lower case.
plain() { printf '%s' "$1" | tr -d "\"' \t" | tr '[:upper:]' '[:lower:]'; }
# noted KIND → what upstream's scripts have noted beside the disk, such as its type.
noted() { [ ! -s "$golden/state/windows.$1" ] || tr -d '\000-\037\177' <"$golden/state/windows.$1"; }
is_on() { case $(plain "$1") in y* | 1 | true | on) ;; *) return 1 ;; esac; }

# fits KEY NOW WAS: whether the disk, which was made with WAS (empty: the default), boots with NOW.
fits() {
	made=$3
	case $1 in
	TPM | SMM) # secure boot has both by itself
		case $(plain "${BOOT_MODE:-}")$(noted mode) in *secure*) made=${made:-Y} ;; esac
		if is_on "$2"; then is_on "$made"; else ! is_on "$made"; fi
		return
		;;
	DISK_TYPE) usual=scsi mark=$(noted type) ;;
	BOOT_MODE) usual=windows mark=$(noted mode) ;;
	MACHINE) usual=q35 mark=$(noted old) ;;
	VERSION) usual=11 mark='' ;;
	LANGUAGE) usual=en mark='' ;;
	APP) usual=windows mark='' ;;
	*) usual='' mark='' ;;
	esac
	wanted=$(plain "$2")
	[ "$wanted" = "$(plain "${made:-${mark:-$usual}}")" ] || { [ -n "$mark" ] && [ "$wanted" = "$(plain "$mark")" ]; }
}

# Compares the variables with those that the disk was made with; one that is not set gets that value.
base='' viewer=''
while IFS= read -r line; do
	key=${line%%=*} was=${line#*=}
	case $key in
	base) base=$was && continue ;;
	viewer) viewer=$was && continue ;;
	VERSION | LANGUAGE | EDITION | DISK_TYPE | BOOT_MODE | MACHINE | TPM | SMM | BIOS | APP) ;;
	*) continue ;;
	esac
	eval "now=\${$key:-}" # one of these names
	# A URL may have contained a password that the image does not have, so only its file name counts.
	case $key$was in VERSION*://*)
		plainly=${now%%[?#]*}
		case $now in *://*) [ "${plainly##*/}" != "${was##*/}" ] || now='' ;; *) now='' ;; esac
		;;
	esac
	if [ "$now" != "$was" ]; then
		if [ -z "$now" ]; then
			export "$key=$was"
		elif ! fits "$key" "$now" "$was"; then
			refuse "$key=$now does not fit the disk of this image, which was made with $key=${was:-(nothing)}. Leave $key out, or launch another image."
		fi
	fi
done <"$golden/facts"
[ -n "$base" ] || refuse 'its file /golden/facts is broken. Make the image again.'
if [ "$viewer" = locked ] && [ -z "${PASS:-}" ] && { ! is_on "${PROTECT:-}" || [ -z "${PASSWORD:-}" ]; }; then
	refuse 'the viewer of this Windows asked for a password, which the image does not hold. Give it one: -e PASS=…'
fi
case $(plain "${DISK_FMT:-}") in '' | qcow2) ;; *)
	refuse "DISK_FMT=$DISK_FMT does not fit: the disk of a golden image is qcow2. Leave DISK_FMT out."
	;;
esac
export DISK_FMT=qcow2
for key in DISK_DISABLE COMMIT; do
	eval "now=\${$key:-}" # one of these two names
	! is_on "$now" || refuse "$key=$now leaves the disk of this image out. Leave $key out."
done
[ -z "${DEVICE:-}" ] || refuse "DEVICE=$DEVICE goes before the disk of this image. Leave DEVICE out, or launch another image."
name=${DISK_NAME:-data}
for each in /disk /disk1 /dev/disk1; do
	[ ! -b "$root$each" ] || refuse "the device at $each goes before the disk of this image. Leave it out, or launch another image."
done
for each in "$name" disk disk1; do
	for kind in img raw qcow2; do
		[ ! -f "$root/$each.$kind" ] || refuse "the file mounted at /$each.$kind goes before the disk of this image. Leave it out, or launch another image."
	done
done
# The medium that Windows was installed from may be there, but no other. A folder is what some tools make of a mount whose file is
# gone. Upstream's scripts ignore it, and any medium where they have noted none.
for each in "$root"/*.* "$storage"/*.*; do
	case ${each##*/} in [Cc][Uu][Ss][Tt][Oo][Mm].[Ii][Ss][Oo] | [Bb][Oo][Oo][Tt].[Ii][Ss][Oo]) ;; *) continue ;; esac
	if [ ! -f "$each" ] || [ ! -s "$each" ]; then continue; fi
	case $(noted base) in '' | "windows.$(stat -c %s "$each").iso") continue ;; esac
	refuse "${each#"$root"} would be installed in place of the disk of this image. Leave it out, or launch another image."
done

# lay NUMBER FOLDER: creates the overlay of that disk (empty: the first). The path of its backing file contains the id of the
# image, so no QEMU opens it on another image, where everything on it would be lost.
lay() {
	below=$golden/$base/data$1.qcow2 disk=$2/$name$1
	if [ -s "$disk.qcow2" ] || [ -s "$disk.img" ]; then
		keep "$2"
		return
	fi
	mkdir -p "$2" || refuse "there is no folder $2, and it cannot be made."
	[ -n "$1" ] || bring_state
	if qemu-img create -q -f qcow2 -b "$below" -F qcow2 "$disk.qcow2.tmp" && mv "$disk.qcow2.tmp" "$disk.qcow2"; then
		echo "$base" >"$2/golden.base" && return
	fi
	rm -f "$disk.qcow2.tmp"
	refuse "the disk in ${2#"$root"} could not be made. Is there room, and may it be written?"
}

bring_state() {
	for each in "$golden/state"/*; do
		[ ! -e "$each" ] || cp -pR "$each" "$storage/" || refuse "the files beside the disk could not be copied to $storage. Is there room?"
	done
	[ "${GOLDEN_IDENTITY:-keep}" != renew ] || rm -f "$storage"/*.mac
}

# keep FOLDER: there is a disk already. It is used as it is, or refused.
keep() {
	has=
	if [ -r "$1/golden.base" ]; then read -r has <"$1/golden.base"; fi
	if [ -z "$has" ]; then
		has=$(qemu-img info -U "$disk.qcow2" 2>/dev/null | sed -n 's/^backing file: \([^ ]*\).*/\1/p')
		case $has in
		"$below") has=$base && echo "$base" >"$1/golden.base" ;;
		"$golden/data.qcow2") has='of an older Ingot' ;;
		"$golden"/*) has=${has#"$golden"/} has=${has%/*} ;;
		*) has= ;;
		esac
	fi
	[ -s "$disk.qcow2" ] || has=
	[ "$has" != "$base" ] || return 0
	[ -n "$has" ] ||
		refuse "the disk in ${1#"$root"} was not made from this image. Launch the image that it was made with, or give $1 a new volume."
	refuse "the disk in ${1#"$root"} belongs to another golden image ($has): with this one, everything on it would be lost. Launch that image with this volume, and snapshot the DevBox to take the disk along, or start anew in a new volume."
}

lay '' "$storage"
for number in 2 3 4 5 6; do
	[ ! -e "$golden/data$number.qcow2" ] || lay "$number" "$root/storage$number"
done
# Without this mark the scripts would install Windows, which is on the disk of the image already.
for each in "$storage"/*.boot; do [ -e "$each" ] || : >"$storage/windows.boot"; done
[ $# -gt 0 ] || refuse 'the image that it was made from has no entrypoint and no command. Give the DevBox a command.'
exec "$@"
