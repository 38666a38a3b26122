# shellcheck shell=sh
# The cache of the folders that Windows workers are made from. build.sh and upstream/build.sh source this.

# use_cache MARK: prints the folder of that name in the cache and exits, where there is one. Otherwise → $cache, its path, and
# $work, a temporary folder to make it in. Holds a lock on descriptor 9 until the script ends.
use_cache() {
	top=${INGOT_LAB_CACHE:-/var/tmp/ingot-lab-cache}
	cache=$top/$1
	mkdir -p "$top"
	exec 9<"$top"
	flock 9
	if [ -d "$cache" ]; then
		touch "$cache"
		echo "$cache"
		exit 0
	fi
	find "$top" -mindepth 1 -maxdepth 1 -mtime +7 -exec rm -rf {} +
	work=$(mktemp -d "$top/making.XXXXXX")
	trap discard_work EXIT
	trap 'exit 130' INT TERM HUP
	mkdir "$work/cache"
}
discard_work() { rm -rf "$work"; }

# fill_cache: moves what was made in $work/cache to its place, and prints that.
fill_cache() {
	mv "$work/cache" "$cache"
	echo "$cache"
}
