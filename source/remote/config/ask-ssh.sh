# Follows `mark=…`, and is followed by one line per target: `ask ARGUMENTS`. Prints what ssh says of each, then «MARK CODE».
# shellcheck shell=sh disable=SC2154 # the first line sets mark
ask() {
	ssh -G "$@" </dev/null 2>/dev/null
	echo "$mark $?"
}
