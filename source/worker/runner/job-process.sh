# Which process works on a job, and whether it is alive. Comes first in the runner and in the scripts that Ingot sends.
# A process id can be reused. Together with its start time, the boot id and the machine it identifies one process:
#   pid               the process that fills the job's folder, then its runner, later its recovery
#   ../unfinished/ID  the runner, beside the job, for when a power cut took the first
# File times and clocks are not used: every write renews the first, and clocks can be set back.
# shellcheck shell=sh disable=SC2034 # read by the scripts that follow
read -r this_boot </proc/sys/kernel/random/boot_id
read -r this_id 2>/dev/null </etc/machine-id || this_id=
read -r this_machine </proc/sys/kernel/hostname
this_machine=$this_machine:$this_id
case $this_machine in *[!A-Za-z0-9._:-]*) this_machine=unknown: ;; esac

# PID: whether it is alive, and no zombie. Sets $started_at, clock ticks since boot, and $runner_state: fields 22 and 3 of stat.
# The second field may contain blanks.
start_time() {
	started_at='' runner_state=''
	case $1 in '' | *[!0-9]*) return 1 ;; esac
	read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
	# shellcheck disable=SC2086 # fields
	set -- ${stat##*) }
	runner_state=$1
	[ "$1" != Z ] || return 1
	started_at=${20}
}

# PID START BOOT
lives() { [ "${3:-}" = "$this_boot" ] && start_time "$1" && [ "$started_at" = "$2" ]; }

# [PID]: sets $identity, of that process or of this one.
identify() {
	start_time "${1:-$$}" && identity="${1:-$$} $started_at $this_boot $this_machine"
}

# FOLDER: sets $record, its file in ../unfinished.
find_record() {
	case $1 in
	.) record=../../unfinished/${PWD##*/} ;;
	*/*) record=${1%/*}/../unfinished/${1##*/} ;;
	*) record=../unfinished/$1 ;;
	esac
}

# FOLDER: sets $pid, $began, $boot and $where, the process that works on that job. Half a line names none.
read_runner() {
	find_record "$1"
	set -- "$1/pid" "$record"
	while [ $# -gt 0 ]; do
		pid='' began='' boot='' where=''
		if [ -f "$1" ] && [ ! -h "$1" ] && read -r pid began boot where 2>/dev/null <"$1" && [ -n "$boot" ]; then return 0; fi
		shift
	done
	pid='' began='' boot='' where=''
}

# FOLDER: whether a process works on that job: fills its folder, runs it or recovers it.
is_alive() {
	runner_state=
	read_runner "$1"
	lives "$pid" "$began" "$boot"
}

# FOLDER: whether that job belongs to another machine, $where: homes can be shared. Whether it is alive cannot be seen from here.
is_elsewhere() {
	read_runner "$1"
	[ -n "$where" ] && [ "$where" != "$this_machine" ]
}

