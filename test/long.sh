#!/bin/sh
# `npm run test:long [-- ARGUMENT …]`: the long tables; arguments go to vitest, such as a file. With INGOT_UNTIL, a time in seconds
# since 1970, they run file by file and none is begun after it; what was not run is printed. Each commit begins with another file, so
# that a slow machine gets to all of them.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
lost_files() { INGOT_FAULTS=pairs vitest run --project fast test/worker/lost-files.test.ts; }
if [ -z "${INGOT_UNTIL:-}" ]; then
	vitest run --project long "$@"
	[ $# != 0 ] || lost_files
	exit
fi
files=$(vitest list --project long --filesOnly | sed 's/^\[[^]]*\] *//')
[ -n "$files" ] || { echo 'no long tables found' >&2 && exit 1; }
# shellcheck disable=SC2086 # names without blanks
set -- $files
first=$(($(git rev-list --count HEAD) % $#))
while [ "$first" -gt 0 ]; do
	file=$1 first=$((first - 1))
	shift
	set -- "$@" "$file"
done
late=''
for file; do
	if [ "$(date +%s)" -ge "$INGOT_UNTIL" ]; then
		late="$late $file"
	else
		vitest run --project long "$file"
	fi
done
[ -n "$late" ] || lost_files
[ -z "$late" ] || echo "Not run, because the time was up:$late test/worker/lost-files.test.ts with INGOT_FAULTS=pairs"
