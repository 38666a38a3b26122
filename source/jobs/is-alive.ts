import {quote} from '../model/shell.ts';
import {jobsFolder} from '../plan/job-script.ts';

/**
 * For scripts: `is_alive FOLDER` tells whether the runner of that job lives, and `is_elsewhere FOLDER` whether it is another
 * machine's, $where. A process id alone can belong to somebody else by now; with its start time (field 22 of stat), the boot
 * id and the machine it names one process. A zombie is dead; one that is stopped ($runner_state T) stands still. A folder
 * that has no process yet is being filled. The same as in job-runner.sh.
 */
export const isAlive = `
read -r this_boot </proc/sys/kernel/random/boot_id
read -r this_id 2>/dev/null </etc/machine-id || this_id=
read -r this_machine </proc/sys/kernel/hostname
this_machine=$this_machine:$this_id
case $this_machine in *[!A-Za-z0-9._:-]*) this_machine=unknown: ;; esac
is_elsewhere() {
	where=
	[ -f "$1/pid" ] && read -r _ _ _ where 2>/dev/null <"$1/pid" || where=
	[ -n "$where" ] && [ "$where" != "$this_machine" ]
}
is_alive() {
	runner_state=
	if [ ! -e "$1/pid" ]; then
		[ ! -e "$1/status.json" ] && [ -n "$(find "$1/." -maxdepth 0 -mmin -1 2>/dev/null)" ]
		return
	fi
	[ -f "$1/pid" ] && read -r pid began boot _ 2>/dev/null <"$1/pid" || return 1
	case $pid in '' | *[!0-9]*) return 1 ;; esac
	[ "$boot" = "$this_boot" ] && read -r stat 2>/dev/null <"/proc/$pid/stat" || return 1
	set -- \${stat##*) }
	runner_state=$1
	[ "$1" != Z ] && [ "\${20}" = "$began" ]
}
`;

/** For scripts: goes into a job's folder, or does `otherwise`. One that is a link, or somebody else's, is no job of ours. */
export const enterJob = (id: string, otherwise: string): string => {
	const word = quote([id]);
	return `{ cd ${jobsFolder} && [ -d ${word} ] && [ ! -L ${word} ] && [ -O ${word} ] && cd ${word} && [ ! -L events.ndjson ]; } 2>/dev/null || { ${otherwise}; }`;
};
