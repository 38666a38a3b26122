#!/bin/sh
# What a golden image of Windows says of itself, in /golden/facts, lines KEY=VALUE: golden-entry.sh reads them before it touches
# anything. windows-disk-snapshot.sh reads this.
# shellcheck disable=SC2154 # shared with windows-disk-snapshot.sh

# With another value there its scripts would install Windows anew, or not boot it. BOOT_MODE first: whether there is a TPM
# depends on it.
fact_names='BOOT_MODE VERSION LANGUAGE EDITION DISK_TYPE MACHINE TPM SMM BIOS APP'

# write_facts FOLDER
write_facts() {
	{
		# An overlay knows by this on which disk it stands.
		echo "base=$job"
		echo "disks=$(each_disk disk_fact)"
		for key in $fact_names; do
			value=$(value_of "$key" <source-devbox | tr -d '\r')
			# Of an address only the name at its end counts once Windows is installed. What may be a secret in it stays out.
			case $value in *://*) value=$(printf %s "$value" | sed -e 's/[?#].*//' -e 's,://.*@,://,') ;; esac
			printf '%s=%s\n' "$key" "$value"
		done
		[ "$(cat viewer)" != locked ] || echo viewer=locked
	} >"$1/facts" && chmod 644 "$1/facts"
}

# GOLDENFILE:FORMAT:FOLDER, where the overlay on it goes.
disk_fact() {
	folder=/storage$(number_in_name "$1")
	printf '%s%s:qcow2:%s' "$([ "$1" = 1 ] || echo ' ')" "$(golden_name "$1")" "$folder"
}

# further_volumes: the folders of further disks, as /storage is one: what is written there outlives no container otherwise.
# A line each.
further_volumes() { each_disk further_volume; }
further_volume() { [ "$1" = 1 ] || echo "/storage$1"; }
