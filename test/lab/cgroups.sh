# shellcheck shell=sh
# Each worker has its own cgroup, /ingot-lab/NAME/K in each hierarchy, so everything it leaves behind can be found, thawed,
# killed and removed without touching other processes. Sourced by lab.sh: uses $top and $name.
# shellcheck disable=SC2154

# locked COMMAND …: runs it while no other lab.sh does. The lock is on an existing folder, so no lock file is left.
locked() (
	flock 9
	"$@" 9<&-
) 9<"$(dirname "$top")"

# Prints the hierarchies: one per controller (cgroup v1, hybrid), or the single one (cgroup v2).
hierarchies() {
	if [ -e /sys/fs/cgroup/cgroup.procs ]; then
		echo /sys/fs/cgroup
	else
		for hierarchy in /sys/fs/cgroup/*/; do
			[ ! -e "$hierarchy/cgroup.procs" ] || echo "${hierarchy%/}"
		done
	fi
}

first_cgroup() {
	hierarchies | head -n 1
}

# make_cgroups K
make_cgroups() {
	for hierarchy in $(hierarchies); do
		path=$hierarchy
		for part in ingot-lab "$name" "$1"; do
			above=$path path=$path/$part
			mkdir -p "$path"
			# An empty cpuset accepts no process; a v2 cgroup passes on only the controllers that are enabled.
			for file in cpuset.cpus cpuset.mems; do
				[ ! -e "$hierarchy/cgroup.clone_children" ] || [ ! -e "$path/$file" ] || cat "$above/$file" >"$path/$file"
			done
			for controller in pids memory cpu; do
				[ ! -e "$above/cgroup.subtree_control" ] || echo "+$controller" >"$above/cgroup.subtree_control" 2>/dev/null || true
			done
		done
	done
}

# join_cgroups K: moves the calling shell there.
join_cgroups() {
	for hierarchy in $(hierarchies); do
		echo 0 >"$hierarchy/ingot-lab/$name/$1/cgroup.procs"
	done
}

# end_cgroups K: kills every process in it, frozen ones too, and removes it.
end_cgroups() {
	tries=0
	while :; do
		left=
		for hierarchy in $(hierarchies); do
			[ -d "$hierarchy/ingot-lab/$name/$1" ] || continue
			left=1
			find "$hierarchy/ingot-lab/$name/$1" -name freezer.state -exec sh -c 'echo THAWED >"$1"' - {} \; 2>/dev/null || true
			find "$hierarchy/ingot-lab/$name/$1" -name cgroup.freeze -exec sh -c 'echo 0 >"$1"' - {} \; 2>/dev/null || true
			# shellcheck disable=SC2046 # a list of process ids
			kill -9 $(find "$hierarchy/ingot-lab/$name/$1" -name cgroup.procs -exec cat {} + 2>/dev/null | grep -vx 0) 2>/dev/null || true
			find "$hierarchy/ingot-lab/$name/$1" -depth -type d -exec rmdir {} + 2>/dev/null || true
		done
		[ -n "$left" ] || return 0
		tries=$((tries + 1))
		[ "$tries" -lt 6000 ] || die "the processes of $name-$1 do not end"
		sleep 0.02
	done
}

# drop_cgroups: removes those of all workers of this lab, and the parent folders if they are empty.
drop_cgroups() {
	for folder in "$(first_cgroup)/ingot-lab/$name"/*/; do
		[ ! -d "$folder" ] || end_cgroups "$(basename "$folder")"
	done
	for hierarchy in $(hierarchies); do
		rmdir "$hierarchy/ingot-lab/$name" 2>/dev/null || true
		rmdir "$hierarchy/ingot-lab" 2>/dev/null || true
	done
}
