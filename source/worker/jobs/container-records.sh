# Records of containers, files named after them in one folder, for the scripts that follow. Homes can be shared, and a container of
# another machine does not exist on this one: .machine-ID beside a record says which machine it is of.
# shellcheck shell=sh

machine_name() {
	read -r host </proc/sys/kernel/hostname
	read -r machine_id 2>/dev/null </etc/machine-id || machine_id=
	printf '%s\n' "$host:$machine_id"
}

# ID: the record in the working folder is of this machine.
mark_own() { machine_name >".machine-$1"; }

# ID: removes the record in the working folder.
remove_record() { rm -f -- "$1" ".machine-$1"; }

# Removes those of this machine whose container is gone. Older versions did not say which machine one is of: such a record stays until
# its container is found, and has a machine from then on.
remove_stale() {
	for old in *; do
		[ "$old" != '*' ] || continue
		podman container exists -- "$old"
		case $? in
		0) [ -e ".machine-$old" ] || mark_own "$old" ;;
		1) [ "$(cat ".machine-$old" 2>/dev/null)" != "$(machine_name)" ] || remove_record "$old" ;;
		esac
	done
}
