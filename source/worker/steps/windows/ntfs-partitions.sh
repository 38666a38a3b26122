#!/bin/sh
# Finds where the partitions of a disk begin, in a GPT or an MBR. ntfs-state.sh sources this after ntfs-parts.sh.
# shellcheck disable=SC2154 # shares variables with ntfs-state.sh

# starts → the bytes at which partitions may begin. An MBR does not say whether its sectors have 512 or 4096 bytes, so both
# are printed.
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
	# od prints 16 bytes a line. Line 0 of an entry is its type (zero: unused), line 2 begins with its first sector.
	od -An -v -tu1 "$scratch/entries" | while read -r a b c d e f g h rest; do
		case $line in
		0) used="$a$b$c$d$e$f$g$h" ;;
		2) case $used in *[1-9]*) echo $(((a + b * 256 + c * 65536 + d * 16777216 + e * 4294967296 + f * 1099511627776) * $1)) ;; esac ;;
		esac
		line=$(((line + 1) % lines))
	done
}

# mbr_starts TABLE EXTENDED FILE: of the table at sector TABLE. The tables of logical partitions are a chain within EXTENDED.
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
