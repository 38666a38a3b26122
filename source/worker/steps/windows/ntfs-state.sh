#!/bin/sh
# How Windows has left a disk that nobody has open, by what its NTFS partitions note. Needs sh, dd and od, for another format
# than raw also qemu-img.
#   ntfs-state.sh DISK FORMAT SCRATCH-FOLDER
# prints a line for each partition: its STATE and the byte that it begins at. The state is
#   clean       shut down
#   unsure      shut down, but whether Windows hibernates cannot be found with so little
#   hibernated  Windows hibernates, as after a shutdown with fast startup: what is on the disk is not all that there is
#   dirty       NTFS is marked for a check, or one is under way
#   open        NTFS was in use when its machine ended: its log is not closed
#   encrypted   BitLocker: it cannot be read
#   unreadable  it is NTFS and cannot be read
# shellcheck disable=SC2015,SC2034,SC2154 # shared with ntfs-parts.sh
set -u
LC_ALL=C
export LC_ALL
disk=$1 format=$2 scratch=$3
# shellcheck source=source/worker/steps/windows/ntfs-parts.sh
. ./ntfs-parts.sh

# The bytes at which partitions may begin. A table of 4096-byte sectors is told from one of 512 only by what it leads to.
starts() {
	echo 0
	for size in 512 4096; do
		[ "$(hex "$scratch/head" "$size" 8)" = 4546492050415254 ] || continue
		gpt_starts "$size"
		return
	done
	[ "$(hex "$scratch/head" 510 2)" = 55aa ] || return 0
	mbr_starts 0 0 "$scratch/head"
}

# gpt_starts SECTOR
gpt_starts() {
	number "$scratch/head" $(($1 + 72)) 8
	entries=$((n * $1))
	number "$scratch/head" $(($1 + 80)) 4
	count=$n
	number "$scratch/head" $(($1 + 84)) 4
	[ "$n" -ge 128 ] && [ "$count" -le 1024 ] || return 0
	lines=$((n / 16)) line=0
	take "$entries" $(((count * n + 511) / 512 * 512)) "$scratch/entries" || return 0
	# 16 bytes a line: the first is what it is of, and is empty in an unused one; the third is where it begins.
	od -An -v -tu1 "$scratch/entries" | while read -r a b c d e f g h rest; do
		case $line in
		0) used="$a$b$c$d$e$f$g$h" ;;
		2) case $used in *[1-9]*) echo $(((a + b * 256 + c * 65536 + d * 16777216 + e * 4294967296 + f * 1099511627776) * $1)) ;; esac ;;
		esac
		line=$(((line + 1) % lines))
	done
}

# mbr_starts TABLE EXTENDED FILE: sectors; the tables of logical partitions are a chain.
mbr_starts() {
	for entry in 446 462 478 494; do
		number "$3" $((entry + 4)) 1
		type=$n
		number "$3" $((entry + 8)) 4
		case $type in
		0) ;;
		5 | 15 | 133)
			links=$((${links:-0} + 1))
			[ "$links" -le 64 ] || continue
			next=$(($2 + n)) extended=$2
			[ "$extended" != 0 ] || extended=$n
			take $((next * 512)) 512 "$scratch/table$links" || continue
			[ "$(hex "$scratch/table$links" 510 2)" = 55aa ] || continue
			(mbr_starts "$next" "$extended" "$scratch/table$links")
			;;
		*) echo $((($1 + n) * 512)) $((($1 + n) * 4096)) ;;
		esac
	done
}

# volume START → $state; 1 where neither NTFS nor BitLocker is.
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
	# Where the table itself lies stands in its first entry.
	mft="$n:$record_size"
	record 0 && attribute 128 && extents || return 0
	mft=$extents
	marked && closed
	noted=$state
	[ "$noted" != unreadable ] || return 0
	awake
	[ "$state" = hibernated ] || [ "$noted" = closed ] || state=$noted
}

# marked: that it is to be checked, or being checked; then it is over.
marked() {
	record 3 && attribute 112 || return 1
	number "$scratch/record" $((at + 20)) 2
	number "$scratch/record" $((at + n + 10)) 2
	[ $((n & 16385)) != 0 ] || return 0
	state=dirty
	return 1
}

# closed: its log. One that was emptied is closed. Of its two first pages the later one counts.
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

# awake: no hiberfil.sys in the first folder begins as one that Windows goes on from.
hiberfil='[46]800[46]900[46]200[46]500[57]200[46]600[46]900[46]c002e00[57]300[57]900[57]300'
awake() {
	state=unsure
	record 5 || return 1
	cp "$scratch/record" "$scratch/root"
	if attribute 32; then return 1; fi
	indexed=
	if attribute 160 && extents; then indexed=$extents; fi
	attribute 144 || return 1
	number "$scratch/record" $((at + 20)) 2
	number "$scratch/record" $((at + n + 8)) 4
	size=$n blocks=0
	[ "$size" -ge 512 ] && [ "$size" -le 65536 ] || return 1
	sleeps "$scratch/root" && return 1
	for extent in $indexed; do
		[ "${extent%:*}" != -1 ] || continue
		from=$((start + ${extent%:*} * cluster)) end=$((start + (${extent%:*} + ${extent#*:}) * cluster))
		while [ $((from + size)) -le "$end" ]; do
			blocks=$((blocks + 1))
			[ "$blocks" -le 256 ] && take "$from" "$size" "$scratch/index" || return 1
			from=$((from + size))
			[ "$(hex "$scratch/index" 0 4)" = 494e4458 ] && mend "$scratch/index" || continue
			sleeps "$scratch/index" && return 1
		done
	done
	state=clean
}

# sleeps FILE: whether a name in it is that of a file that Windows goes on from; or it cannot be told, $state says which.
sleeps() {
	text=$(hex "$1" 0 65536) skipped=0
	while :; do
		# shellcheck disable=SC2254 # a pattern
		case $text in *$hiberfil*) ;; *) return 1 ;; esac
		# shellcheck disable=SC2295 # a pattern
		before=${text%%$hiberfil*}
		text=${text#"$before"??}
		name=$((skipped + ${#before}))
		skipped=$((name + 2))
		# The entry of an index begins 82 bytes before the name in it.
		entry=$((name / 2 - 82))
		[ $((name % 2)) = 0 ] && [ "$entry" -ge 0 ] || continue
		number "$1" $((entry + 80)) 1
		[ "$n" = 12 ] || continue
		goes_on "$1" "$entry" && return 0
	done
}

# goes_on FILE ENTRY: it may be one that was removed, whose place another file has.
goes_on() {
	number "$1" "$2" 6
	of=$n
	number "$1" $(($2 + 6)) 2
	life=$n
	record "$of" || return 0
	number "$scratch/record" 16 2
	[ "$n" = "$life" ] || return 1
	number "$scratch/record" 22 2
	[ $((n & 1)) = 1 ] || return 1
	attribute 128 || return 0
	if ! extents; then
		number "$scratch/record" $((at + 20)) 2
		magic=$(hex "$scratch/record" $((at + n)) 4)
	else
		locate "$extents" 0 || return 0
		[ "$lcn" -ge 0 ] || return 1
		take $((start + lcn * cluster)) 512 "$scratch/begin" || return 0
		magic=$(hex "$scratch/begin" 0 4)
	fi
	# hibr, HIBR, and rstr, RSTR of one that Windows was about to go on from; after that it says wake.
	case $magic in 68696272 | 48494252 | 72737472 | 52535452) state=hibernated ;; *) return 1 ;; esac
}

take 0 8192 "$scratch/head" || exit 1
found=' '
for each in $(starts); do
	case $found in *" $each "*) continue ;; esac
	found="$found$each "
	if volume "$each"; then echo "$state $each"; fi
done
