#!/bin/sh
# Reads records and attributes of an NTFS from a disk, with dd and od only. ntfs-state.sh sources this. Works in the folder
# $scratch.
# shellcheck disable=SC2034,SC2154 # shares variables with ntfs-state.sh

# take OFFSET BYTES FILE: a piece of the disk as the guest sees it; both are multiples of 512. For a qcow2 it uses qemu-img
# convert, because the meaning of `count` in qemu-img dd differs between releases.
take() {
	if [ "$format" = raw ]; then
		dd if="$disk" of="$3" bs=512 skip=$(($1 / 512)) count=$(($2 / 512)) 2>/dev/null
	else
		qemu-img convert -O raw --image-opts \
			"driver=raw,offset=$1,size=$2,file.driver=$format,file.file.driver=file,file.file.filename=$disk" "$3" \
			</dev/null 2>/dev/null
	fi
}

# number FILE OFFSET BYTES → $n, little endian; 0 past the end.
number() {
	n=0 weight=1
	for byte in $(od -An -v -tu1 -j "$2" -N "$3" "$1" 2>/dev/null); do
		n=$((n + byte * weight)) weight=$((weight * 256))
	done
}
# hex FILE OFFSET BYTES
hex() { od -An -v -tx1 -j "$2" -N "$3" "$1" 2>/dev/null | tr -d ' \n'; }

# fix_up FILE: undoes NTFS's fixup. Each 512 bytes of a record end in a mark, whose original bytes are in the header. 1: torn.
fix_up() {
	number "$1" 4 2
	kept=$n
	number "$1" 6 2
	sectors=$n
	[ "$kept" -lt 500 ] && [ "$sectors" -ge 2 ] && [ "$sectors" -le 129 ] || return 1
	mark=$(hex "$1" "$kept" 2) sector=1
	while [ "$sector" -lt "$sectors" ]; do
		[ "$(hex "$1" $((sector * 512 - 2)) 2)" = "$mark" ] || return 1
		dd if="$1" of="$1" bs=1 skip=$((kept + 2 * sector)) seek=$((sector * 512 - 2)) count=2 conv=notrunc 2>/dev/null
		sector=$((sector + 1))
	done
}

# record NUMBER → the file `record`, an entry of the master file table.
record() {
	first=$(($1 * record_size / cluster))
	locate "$mft" "$first" && [ "$lcn" -ge 0 ] || return 1
	take $((start + lcn * cluster + $1 * record_size - first * cluster)) "$record_size" "$scratch/record" || return 1
	[ "$(hex "$scratch/record" 0 4)" = 46494c45 ] && fix_up "$scratch/record"
}

# attribute TYPE → $at, its offset in the record. Of $DATA (128), the stream without a name.
attribute() {
	number "$scratch/record" 20 2
	at=$n
	while [ "$at" -lt $((record_size - 16)) ]; do
		number "$scratch/record" "$at" 4
		type=$n
		[ "$type" != 4294967295 ] || return 1
		if [ "$type" = "$1" ]; then
			number "$scratch/record" $((at + 9)) 1
			if [ "$1" != 128 ] || [ "$n" = 0 ]; then return 0; fi
		fi
		number "$scratch/record" $((at + 4)) 4
		[ "$n" -ge 16 ] || return 1
		at=$((at + n))
	done
	return 1
}

# extents → $extents, the data runs of the attribute $at: CLUSTER:LENGTH each; -1 is a hole. 1 when it is resident.
extents() {
	number "$scratch/record" $((at + 8)) 1
	[ "$n" = 1 ] || return 1
	number "$scratch/record" $((at + 32)) 2
	# shellcheck disable=SC2046 # bytes
	set -- $(od -An -v -tu1 -j $((at + n)) -N $((record_size - at - n)) "$scratch/record")
	extents='' lcn=0
	while [ $# -gt 0 ] && [ "$1" != 0 ]; do
		lengths=$(($1 % 16)) offsets=$(($1 / 16)) length=0 offset=0 weight=1
		shift
		[ $# -ge $((lengths + offsets)) ] || return 1
		while [ "$lengths" -gt 0 ]; do
			length=$((length + $1 * weight)) weight=$((weight * 256)) lengths=$((lengths - 1))
			shift
		done
		[ "$offsets" -gt 0 ] || {
			extents="$extents -1:$length"
			continue
		}
		weight=1
		while [ "$offsets" -gt 0 ]; do
			offset=$((offset + $1 * weight)) weight=$((weight * 256)) offsets=$((offsets - 1)) top=$1
			shift
		done
		# The offset is signed.
		[ "$top" -lt 128 ] || offset=$((offset - weight))
		lcn=$((lcn + offset))
		extents="$extents $lcn:$length"
	done
}

# locate EXTENTS CLUSTER → $lcn, the cluster on the partition of a cluster of a file; -1 in a hole.
locate() {
	left=$2
	for extent in $1; do
		if [ "$left" -lt "${extent#*:}" ]; then
			lcn=${extent%:*}
			[ "$lcn" = -1 ] || lcn=$((lcn + left))
			return 0
		fi
		left=$((left - ${extent#*:}))
	done
	return 1
}
