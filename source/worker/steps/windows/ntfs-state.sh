#!/bin/sh
# Prints how Windows left the NTFS partitions of a disk that nothing has open: a line each, STATE and the byte at which the
# partition begins. Needs sh, dd and od; for formats other than raw also qemu-img.
#   ntfs-state.sh DISK FORMAT SCRATCH-FOLDER
# The states:
#   clean       shut down
#   unsure      shut down, but whether Windows hibernates cannot be read
#   hibernated  Windows hibernates, as after a shutdown with fast startup: part of its state is only in hiberfil.sys
#   dirty       NTFS is marked for a check, or one is under way
#   open        NTFS was in use when QEMU ended: its log is not closed
#   encrypted   BitLocker; cannot be read
#   unreadable  NTFS that cannot be read
# shellcheck disable=SC2015,SC2034,SC2154 # shares variables with the files that it sources
set -u
LC_ALL=C
export LC_ALL
disk=$1 format=$2 scratch=$3
# shellcheck source=source/worker/steps/windows/ntfs-parts.sh
. ./ntfs-parts.sh
# shellcheck source=source/worker/steps/windows/ntfs-partitions.sh
. ./ntfs-partitions.sh
# shellcheck source=source/worker/steps/windows/ntfs-hibernation.sh
. ./ntfs-hibernation.sh

# volume START → $state; 1 where there is neither NTFS nor BitLocker.
volume() {
	start=$1 state=unreadable
	take "$start" 512 "$scratch/boot" || return 1
	case $(hex "$scratch/boot" 3 8) in
	2d4656452d46532d)
		state=encrypted
		return 0
		;;
	4e54465320202020) ;;
	*) return 1 ;;
	esac
	number "$scratch/boot" 11 2
	sector=$n
	number "$scratch/boot" 13 1
	[ "$n" -le 128 ] && cluster=$((sector * n)) || cluster=$((sector << (256 - n)))
	number "$scratch/boot" 64 1
	[ "$n" -ge 128 ] && record_size=$((1 << (256 - n))) || record_size=$((cluster * n))
	[ "$cluster" -ge 512 ] && [ "$record_size" -ge 512 ] && [ "$record_size" -le 65536 ] || return 0
	number "$scratch/boot" 48 8
	# The first entry of the file table says where the table itself is.
	mft="$n:$record_size"
	record 0 && attribute 128 && extents || return 0
	mft=$extents
	marked && closed
	noted=$state
	[ "$noted" != unreadable ] || return 0
	awake
	[ "$state" = hibernated ] || [ "$noted" = closed ] || state=$noted
}

# marked: whether $Volume can be read and is not dirty; else $state.
marked() {
	record 3 && attribute 112 || return 1
	number "$scratch/record" $((at + 20)) 2
	number "$scratch/record" $((at + n + 10)) 2
	[ $((n & 16385)) != 0 ] || return 0
	state=dirty
	return 1
}

# closed: reads whether $LogFile was closed. An emptied log is closed. Of its two restart pages the later one counts.
closed() {
	record 2 && attribute 128 && extents && locate "$extents" 0 && [ "$lcn" -ge 0 ] || return 1
	take $((start + lcn * cluster)) 16384 "$scratch/log" || return 1
	case $(hex "$scratch/log" 0 4) in
	ffffffff)
		state=closed
		return 0
		;;
	52535452 | 43484b44) ;;
	*) return 1 ;;
	esac
	number "$scratch/log" 16 4
	latest=-1
	for page in 0 "$n"; do
		case $(hex "$scratch/log" "$page" 4) in 52535452 | 43484b44) ;; *) continue ;; esac
		number "$scratch/log" $((page + 24)) 2
		area=$((page + n))
		number "$scratch/log" "$area" 8
		[ "$n" -gt "$latest" ] || continue
		latest=$n
		number "$scratch/log" $((area + 12)) 2
		users=$n
		number "$scratch/log" $((area + 14)) 2
		if [ "$users" = 65535 ] || [ $((n & 2)) != 0 ]; then state=closed; else state=open; fi
	done
}

take 0 8192 "$scratch/head" || exit 1
found=' '
for each in $(starts); do
	case $found in *" $each "*) continue ;; esac
	found="$found$each "
	if volume "$each"; then echo "$state $each"; fi
done
