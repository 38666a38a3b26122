# The mutex under which a process removes a link that may have become another's since it was read. Held for milliseconds, and
# for all links of the home folder.
# shellcheck shell=sh disable=SC2154 # see state.sh

# TARGET FILE: makes a symbolic link atomically; never inside a folder of that name.
make_link() { [ ! -d "$2" ] && ln -s "$1" "$2" 2>/dev/null; }

# Waits for it; fails after ten seconds, or where no link can be made. It is a link that names its owner. One whose owner died is
# never removed, since two could do so and one of them remove the other's: it has a successor, which is named after the dead.
enter_mutex() {
	identify
	mutex=$locks_folder/.mutex waited=0
	[ -d "$locks_folder" ] || mkdir -p "$locks_folder" 2>/dev/null
	until make_link "$identity" "$mutex"; do
		# shellcheck disable=SC2046 # words
		set -- $(readlink "$mutex")
		if [ $# = 4 ] && ! lives "$@"; then
			# Of another machine's it cannot be seen whether it lives.
			if [ "$4" = "$this_machine" ] || [ "$waited" -ge 100 ]; then
				mutex=$locks_folder/.mutex~$1-$2-$3
				continue
			fi
		fi
		waited=$((waited + 1))
		[ "$waited" -lt 200 ] || return 1
		sleep 0.05
	done
}

leave_mutex() { rm -f "$mutex"; }
