#!/bin/sh
# Writes /golden/facts of a golden image, lines KEY=VALUE that golden-entry.sh checks at every start. windows-disk-snapshot.sh
# sources this.
# shellcheck disable=SC2154 # shares variables with windows-disk-snapshot.sh

# Variables with which, changed, upstream's scripts reinstall Windows or do not boot it. BOOT_MODE comes first, because the TPM
# depends on it.
fact_names='BOOT_MODE VERSION LANGUAGE EDITION DISK_TYPE MACHINE TPM SMM BIOS APP'

# write_facts FOLDER
write_facts() {
	{
		# By this, an overlay knows its base image.
		echo "base=$job"
		echo "disks=$(each_disk disk_fact)"
		for key in $fact_names; do
			value=$(value_of "$key" <source-devbox | tr -d '\r')
			# Once Windows is installed, only the file name of a URL counts. Parts that may be secret are left out.
			case $value in *://*) value=$(printf %s "$value" | sed -e 's/[?#].*//' -e 's,://.*@,://,') ;; esac
			printf '%s=%s\n' "$key" "$value"
		done
		[ "$(cat viewer)" != locked ] || echo viewer=locked
	} >"$1/new" && chmod 644 "$1/new" && mv -fT -- "$1/new" "$1/facts"
}

# disk_fact NUMBER … → FILE:FORMAT:FOLDER, the packed disk and the folder of its overlay.
disk_fact() {
	folder=/storage$(number_in_name "$1")
	printf '%s%s:qcow2:%s' "$([ "$1" = 1 ] || echo ' ')" "$(golden_name "$1")" "$folder"
}

# further_volumes → the folders of further disks, a line each. They become volumes like /storage, because what is written to
# them has to outlive the container.
further_volumes() { each_disk further_volume; }
further_volume() { [ "$1" = 1 ] || echo "/storage$1"; }
