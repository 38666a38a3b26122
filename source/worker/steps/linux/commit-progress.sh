#!/bin/sh
# How far a copy or a commit is, by what the kernel says its process has written, since neither cp nor Podman reports anything;
# snapshot-image.sh reads this file.

# written_by PID FIELD: prints the bytes that a process has written; nothing once it has ended. Field wchar: by all its writes, write_bytes: to
# disks, whole blocks. A rootless Podman works in its child.
written_by() {
	most=''
	for process in "$1" $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
		bytes=$(sed -n "s/^$2: //p" "/proc/$process/io" 2>/dev/null)
		[ "${bytes:-0}" -le "${most:-0}" ] || most=$bytes
	done
	printf '%s\n' "$most"
}

# report_written PID FIELD TIMES TOTAL: reports what the process has written of TOTAL bytes, which it writes TIMES times, until it
# has ended. Nothing where the kernel does not count.
report_written() {
	while sleep 0.5 && kill -0 "$1" 2>/dev/null; do
		bytes=$(written_by "$1" "$2")
		[ -n "$bytes" ] || continue
		bytes=$((bytes / $3))
		[ "$bytes" -lt "$4" ] || bytes=$4
		report_progress "$bytes" "$4"
	done
}

# archive_bytes RECORDS: prints how many bytes an archive of a recorded layer has (layer-list.sh): 512 for each name and for /, and files in blocks
# of 512. Nothing where records are in another form. Names that need more are few.
archive_bytes() {
	has_nul "$1" || return 0
	tr '\n\000' ' \n' <"$1" | awk 'BEGIN { sum = 512 } { sum += 512 } /^f / { sum += int(($4 + 511) / 512) * 512 } END { printf "%.0f\n", sum }'
}
