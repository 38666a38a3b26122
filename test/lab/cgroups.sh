# shellcheck shell=sh
# A cgroup of its own for every worker, /ingot-lab/NAME/K in each hierarchy: what a worker leaves behind can be found,
# thawed, ended and removed without touching anyone else's. Sourced by lab.sh: uses $top and $name.
# shellcheck disable=SC2154

# Runs a function while no other lab.sh does. The lock is on a folder that is always there, so it leaves no file.
locked() (
	flock 9
	"$@" 9<&-
) 9<"$(dirname "$top")"

# The hierarchies: one for each controller (cgroup v1, hybrid), or the only one (cgroup v2).
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
			# An empty cpuset takes no process; a v2 cgroup hands down only what it is told to.
			for file in cpuset.cpus cpuset.mems; do
				[ ! -e "$hierarchy/cgroup.clone_children" ] || [ ! -e "$path/$file" ] || cat "$above/$file" >"$path/$file"
			done
			for controller in pids memory cpu; do
				[ ! -e "$above/cgroup.subtree_control" ] || echo "+$controller" >"$above/cgroup.subtree_control" 2>/dev/null || true
			done
		done
	done
}

# join_cgroups K: puts the calling shell there.
join_cgroups() {
	for hierarchy in $(hierarchies); do
		echo 0 >"$hierarchy/ingot-lab/$name/$1/cgroup.procs"
	done
}

# end_cgroups K: ends every process in there, frozen ones too, and removes it.
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
		[ "$tries" -lt 500 ] || die "the processes of $name-$1 do not end"
		sleep 0.02
	done
}

# Those of all workers of this lab, and the folders above them when nobody else's are in there.
drop_cgroups() {
	for folder in "$(first_cgroup)/ingot-lab/$name"/*/; do
		[ ! -d "$folder" ] || end_cgroups "$(basename "$folder")"
	done
	for hierarchy in $(hierarchies); do
		rmdir "$hierarchy/ingot-lab/$name" 2>/dev/null || true
		rmdir "$hierarchy/ingot-lab" 2>/dev/null || true
	done
}
