#!/bin/sh
# Whether a DevBox would be the same after a stop and a start, checked while it still runs. windows-disk-snapshot.sh sources this.
# shellcheck disable=SC2015,SC2016,SC2154,SC3013 # templates of Podman; variables of windows-disk-snapshot.sh; dash and busybox have -ef

live_instead='Use the method live, which does not stop it (the DevBox needs QMP in its environment)'

# startable ID
startable() {
	lost='' policy=''
	inspect "$1" "$all_it_needs" >needs || refuse 1 "$podman_ended"
	# Not in a pipe: refuse has to end this shell.
	while read -r word rest; do
		case $word in
		remove) [ "$rest" != true ] || refuse 3 "The DevBox was made with --rm: a stop removes it, and with an anonymous volume its disk. $live_instead, or recreate it without --rm and with a named volume on /storage." ;;
		unit) ! may_act "$rest" || refuse 3 "The DevBox belongs to the systemd unit $rest, which would start it meanwhile or make another one of it. $live_instead, or run it without the unit." ;;
		policy) policy=$rest ;;
		from) case $rest in /*) [ -e "$rest" ] || lost=$rest ;; esac ;;
		network) podman_has network "$rest" || refuse 3 "The DevBox would not start again: its network $rest is gone. Create it again (podman network create $rest), then try again." ;;
		esac
	done <needs
	[ -z "$lost" ] || refuse 3 "The DevBox would not start again: $lost is mounted into it and is gone from the worker. Put it back, then try again."
	has_image "$1"
	ports_free "$1"
	alone_in_network "$1"
	stays_with_its_pod "$1"
	case $policy in '' | no) ;; *) echo "Its restart policy is $policy; Podman keeps it off meanwhile." ;; esac
}

# A line each. The value of a label can add lines, but more lines can only add refusals.
all_it_needs='remove {{.HostConfig.AutoRemove}}
policy {{.HostConfig.RestartPolicy.Name}}
{{range .Mounts}}from {{.Source}}
{{end}}{{range .HostConfig.Devices}}from {{.PathOnHost}}
{{end}}{{if eq .HostConfig.NetworkMode "bridge"}}{{range $name, $rest := .NetworkSettings.Networks}}network {{$name}}
{{end}}{{end}}{{if index .Config.Labels "PODMAN_SYSTEMD_UNIT"}}unit {{index .Config.Labels "PODMAN_SYSTEMD_UNIT"}}{{end}}'

# may_act UNIT: whether systemd may start or remove the DevBox. podman-compose gives every container the label of a unit that exists
# only after `podman-compose systemd`.
may_act() {
	case $1 in podman-compose@*) ;; *) return 0 ;; esac
	for scope in --system --user; do
		if timeout 5 systemctl "$scope" --quiet is-active -- "$1" >/dev/null 2>&1; then return 0; fi
	done
	return 1
}

# has_image ID: the image of the DevBox has the qemu-img that packs the disk, and the new image is based on it.
has_image() {
	podman_has image "$image_of_source" ||
		refuse 3 'The image that the DevBox was made from is gone from the worker, and the new one would be based on it. Load or pull it again, then try again.'
}

# ports_free ID: refuses when a process that does not belong to the DevBox listens on a port that it publishes.
ports_free() {
	ports=$(inspect "$1" '{{range $port, $all := .NetworkSettings.Ports}}{{range $all}}{{.HostPort}} {{$port}}{{println}}{{end}}{{end}}') || { must_answer $? && return 0; }
	monitor=$(inspect "$1" '{{.State.ConmonPid}}')
	first=$(inspect "$1" '{{.State.Pid}}')
	printf '%s\n' "$ports" | sed -n 's|^\([0-9]*\) [0-9]*/tcp$|\1|p' | sort -u | while read -r port; do
		hex=$(printf '%04X' "$port")
		cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | while read -r _ here _ condition _ _ _ _ _ socket _; do
			if [ "$condition" = 0A ] && [ "${here##*:}" = "$hex" ]; then echo "$socket"; fi
		done | while read -r socket; do
			other=$(listener "$socket") || continue
			echo "Port $port, which the DevBox publishes, is also listened on by $other, so it may not start again. End that, then try again."
		done
	done | head -n 1 >taken
	[ ! -s taken ] || refuse 3 "$(cat taken)"
}

# listener SOCKET → the process that listens there and does not belong to the DevBox; 1 when there is none.
listener() {
	[ "$1" != 0 ] || return 1
	# shellcheck disable=SC2012 # /proc has no strange names
	ls -l /proc/[0-9]*/fd 2>/dev/null | sed -n -e 's|^/proc/\([0-9]*\)/fd:$|\1|p' -e "s|.*socket:\[$1\]\$|here|p" | while read -r word; do
		if [ "$word" != here ]; then
			process=$word
			continue
		fi
		[ "$process" != "$monitor" ] && [ ! "/proc/$process/ns/mnt" -ef "/proc/$first/ns/mnt" ] || continue
		read -r name <"/proc/$process/comm" || continue
		# Parts of Podman that publish ports for containers.
		case $name in conmon | pasta* | passt* | slirp4netns | rootlessport* | netavark | aardvark-dns | podman) continue ;; esac
		echo "$name (process $process)"
	done | grep -m 1 .
}

# alone_in_network ID: a container that shares a namespace of the DevBox would lose it.
alone_in_network() {
	boxes=$(podman ps --quiet --no-trunc) || must_answer $?
	# shellcheck disable=SC2086 # ids
	other=$(podman container inspect --format '{{.Name}} {{.HostConfig.NetworkMode}} {{.HostConfig.IpcMode}} {{.HostConfig.PidMode}}' \
		$boxes 2>/dev/null) || must_answer $?
	other=$(printf '%s\n' "$other" | grep -F -m 1 "container:$1")
	[ -z "$other" ] ||
		refuse 3 "${other%% *} runs in the network of the DevBox and would lose it. Stop it, then try again; or use the method live, which does not stop the DevBox."
}

# stays_with_its_pod ID: a pod of podman kube play ends with its last container. With a service container, as of a Quadlet .kube
# unit, the unit ends then too and removes the pod and the DevBox.
stays_with_its_pod() {
	pod=$(inspect "$1" '{{.Pod}}') || must_answer $?
	[ -n "$pod" ] || return 0
	ends=$(podman pod inspect --format '{{.ExitPolicy}}' "$pod" 2>/dev/null) || must_answer $?
	[ "$ends" = stop ] || return 0
	names=$(podman ps --format '{{.Names}}') || must_answer $?
	if printf '%s\n' "$names" | grep -qxE '[0-9a-f]{12}-service'; then
		refuse 3 "The DevBox is in a pod of podman kube play, which a stop ends and its unit then removes, with the DevBox. $live_instead, or recreate it without the unit."
	fi
}
