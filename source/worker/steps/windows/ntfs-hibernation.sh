#!/bin/sh
# Finds hiberfil.sys on an NTFS and whether Windows would resume from it. ntfs-state.sh sources this after ntfs-parts.sh.
# shellcheck disable=SC2015,SC2034,SC2154 # shares variables with ntfs-state.sh

# awake → $state: clean when no hiberfil.sys in the root folder holds a hibernated Windows; hibernated, or unsure.
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
			[ "$(hex "$scratch/index" 0 4)" = 494e4458 ] && fix_up "$scratch/index" || continue
			sleeps "$scratch/index" && return 1
		done
	done
	state=clean
}

# sleeps FILE: whether an index in FILE names a hiberfil.sys that Windows resumes from (see resumes).
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
		resumes "$1" "$entry" && return 0
	done
}

# resumes FILE ENTRY: whether Windows resumes from the file of this index entry; then $state is hibernated. Also when the file
# cannot be read; then $state stays unsure. A stale entry of a removed file does not count.
resumes() {
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
	# hibr, HIBR: hibernated; rstr, RSTR: was about to resume. After a resume it is wake.
	case $magic in 68696272 | 48494252 | 72737472 | 52535452) state=hibernated ;; *) return 1 ;; esac
}
