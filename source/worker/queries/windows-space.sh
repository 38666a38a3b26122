# For disk-space.sh: which disks a Windows DevBox has and what they use, or why that cannot be known. Follows windows-disks.sh and
# windows-storage.sh, whose functions the job uses, too.
# shellcheck shell=sh disable=SC2154 # the scripts before set the rest
refuse() {
	printf 'refused %s\n' "$2"
	exit "$1"
}

# ID
windows() (
	find_disks "$1"
	find_storage
	space "$storage" storage
	total=0
	while read -r number format inside path; do
		used=$(used_kib "$1" "$format" "$inside" "$path")
		total=$((total + used))
		echo "disk $number $format $used $inside"
	done <<-END
		$disks
	END
	printf 'others %s\n' "$(others "$storage" "$disk_name" "$(state_prefix)")"
	echo "layer $((total * 1024))"
)
