#!/bin/sh
# The processes of a Windows DevBox, read from /proc, because asking Podman would keep Windows off longer.
# windows-disk-snapshot.sh sources this.
# shellcheck disable=SC2034,SC2094,SC2154,SC3013 # shares variables with windows-disk-snapshot.sh; dash and busybox have -ef

# fields_of PID → $born, its start time, $threads and $condition; 1 when it is gone. A pid can be reused, so a process is known
# by its pid and its start time (proc_pid_stat(5)).
fields_of() {
	read -r line 2>/dev/null <"/proc/$1/stat" || return 1
	# shellcheck disable=SC2086 # its fields, from the third on
	set -- ${line##*) }
	condition=$1 threads=${18} born=${20}
}

# has_ended PID BORN: whether all threads have ended; the first may end while others still write.
has_ended() {
	fields_of "$1" || return 0
	[ "$born" = "$2" ] || return 0
	[ "$condition" = Z ] && [ "$threads" -le 1 ]
}

# find_machine INIT FILE → $machine and $machine_born: the process below INIT that has the file open.
find_machine() {
	for machine in $(processes_below "$1"); do
		if has_open "$machine" "$2" && fields_of "$machine"; then
			machine_born=$born
			return 0
		fi
	done
	return 1
}

# note_machine ID FILE: leaves in `machine` which processes have to end before the copy.
note_machine() {
	read -r init started <source-devbox
	fields_of "$init" || ended_before "$1"
	init_born=$born
	find_machine "$init" "$2" || {
		machine=$init machine_born=$init_born
		echo 'Nothing in the DevBox has the disk open, so its end is awaited.'
	}
	echo "$init $init_born $machine $machine_born" >machine
}
# ended_before ID: the DevBox ended between the check and the stop. The undo starts it, as if this job had stopped it.
ended_before() {
	look "$1"
	[ -n "$state" ] || refuse 1 "$gone"
	case $run in "$started "*) ;; *) refuse 1 "$woken" ;; esac
	date +%s >stop-begun
	refuse 1 "The DevBox ended with the exit code $code and not by a shutdown, so its disk may not be consistent. Try again."
}
recall_machine() { read -r init init_born machine machine_born <machine; }

# stamp FILE → a text that changes with every write to the file.
stamp() { stat -c '%d %i %s %y %z' -- "$1"; }

# clock → $seconds since boot.
clock() {
	read -r seconds _ </proc/uptime
	seconds=${seconds%.*}
}

# ticks_below PID → $ticks, the CPU time of a process and its descendants, in hundredths of a second.
ticks_below() {
	ticks=0
	for process in $(processes_below "$1"); do
		read -r line 2>/dev/null <"/proc/$process/stat" || continue
		# shellcheck disable=SC2086 # its fields, from the third on
		set -- ${line##*) }
		ticks=$((ticks + ${12} + ${13}))
	done
}

# bytes_read PID → $bytes that it has read from disks.
bytes_read() {
	bytes=0
	while read -r key value; do
		[ "$key" != read_bytes: ] || bytes=$value
	done 2>/dev/null <"/proc/$1/io"
}
