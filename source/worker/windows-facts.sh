#!/bin/sh
# What a golden image of Windows says of itself, in /golden/facts, lines KEY=VALUE: golden-entry.sh reads them before it touches
# anything. windows-disk-snapshot.sh reads this.
# shellcheck disable=SC2154 # shared with windows-disk-snapshot.sh

# Of the image's environment: with another value there its scripts would install Windows anew, or not boot it.
fact_names='VERSION|LANGUAGE|EDITION|BOOT_MODE|DISK_TYPE|MACHINE|TPM|SMM|BIOS'

# write_facts FOLDER
write_facts() {
	{
		# An overlay knows by this on which disk it stands.
		echo "base=$job-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')"
		echo "disks=$(each_disk disk_fact)"
		inspect "$carrier" "$all_env" | grep -E "^($fact_names)=" | tr -d '\r'
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
