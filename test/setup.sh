#!/bin/sh
# Sets this machine up for `npm test` and `npm run demo`. Asks no questions, and does nothing if everything is there.
# Usage: setup.sh [npm] [lab] [tools] [windows] [upstream] [releases], default the first three. Needs git, Node 20 or newer, npm
# and root.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- npm lab tools
packages='' upstream=''
for part; do
	case $part in
	npm)
		# npm writes this file last.
		mark=node_modules/.package-lock.json
		if [ ! -f $mark ] || [ -n "$(find package-lock.json -newer $mark)" ]; then
			echo 'Installing the npm packages …' >&2
			npm ci --no-audit --no-fund --loglevel=error >&2
			touch $mark
		fi
		;;
	lab | tools | windows) packages="$packages $part" ;;
	upstream) upstream=1 ;;
	releases) packages="$packages bootstrap" ;;
	*)
		echo "setup.sh: unknown part $part. Use npm, lab, tools, windows, upstream or releases." >&2
		exit 2
		;;
	esac
done
# shellcheck disable=SC2086 # a list of words
[ -z "$packages" ] || sh test/lab/packages.sh $packages
case $packages in *windows*) sh test/lab/windows/build.sh >/dev/null ;; esac
# Only if the sources are there.
if [ -n "$upstream" ] && sh test/lab/windows/upstream/build.sh --sources >/dev/null 2>&1; then
	sh test/lab/windows/upstream/build.sh >/dev/null
fi
# The root file systems of the releases that tests use, side by side.
case $packages in
*bootstrap*)
	made=
	for release in $(sh test/lab/release-root.sh --list); do
		sh test/lab/release-root.sh "$release" >/dev/null &
		made="$made $!"
	done
	for each in $made; do wait "$each"; done
	;;
esac
