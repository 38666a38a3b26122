/**
 * For scripts: `is_alive FOLDER` tells whether the runner of that job lives. A process id alone can belong to somebody
 * else by now; with its start time (field 22 of stat) and the boot id it names one process. A zombie is dead.
 */
export const isAlive = `
this_boot=$(cat /proc/sys/kernel/random/boot_id)
is_alive() {
	[ -f "$1/pid" ] && read -r pid began boot <"$1/pid" 2>/dev/null || return 1
	case $pid in '' | *[!0-9]*) return 1 ;; esac
	[ "$boot" = "$this_boot" ] && read -r stat 2>/dev/null <"/proc/$pid/stat" || return 1
	set -- \${stat##*) }
	[ "$1" != Z ] && [ "\${20}" = "$began" ]
}
`;
