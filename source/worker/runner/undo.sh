# Rolling back.
# shellcheck shell=sh disable=SC2034,SC2154 # see state.sh

# FILE: sets $numbers, those on its whole lines, each between blanks.
read_numbers() {
	numbers=' '
	[ -f "$1" ] || return 0
	while read -r each; do
		case $each in '' | *[!0-9]*) ;; *) numbers="$numbers$each " ;; esac
	done <"$1"
}

# Finds the steps that another process began: those recorded in either of two files. After a power cut any step may have begun
# without a record; undoing one that has not is harmless.
find_begun() {
	candidates='' number=0
	read_numbers started
	[ -e started ] || true >rebooted
	while [ "$number" -lt "$step_count" ]; do
		number=$((number + 1))
		eval "step_id=\$id_$number"
		case $numbers in
		*" $number "*) ;;
		*) [ -e rebooted ] || grep -aqF "\"step\":\"$step_id\",\"kind\":\"step-started\"" events.ndjson || continue ;;
		esac
		candidates="$candidates$number "
	done
	set_begun "$candidates"
}

# NUMBERS, in order
set_begun() {
	begun=
	for number in $1; do begun="$number $begun"; done
}

# Undoes every step in $begun that is not settled, last first. A failed undo is logged and never hides the reason of the job: the
# outcome mentions it, and a later recovery retries it.
roll_back() {
	left='' left_numbers='' logged=0 is_cut=''
	read_numbers settled
	settled=$numbers
	for number in $begun; do
		eval "step_id=\${id_$number:-} has=\${undo_has_$number:-}"
		case $settled in *" $number "*) has= ;; esac
		[ -n "$has" ] || continue
		event "$step_id" undo-started ''
		make_pipe
		run_step "$number" undo
		if [ "$exit_code" = 0 ]; then
			event "$step_id" undo-ended ''
		else
			event "$step_id" undo-failed "${reason:-exit code $exit_code}"
			left_numbers="$number $left_numbers"
			left="$left Not rolled back: ${reason:-$step_id, exit code $exit_code}"
		fi
	done
}
