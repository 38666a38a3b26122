# shellcheck shell=sh
# Brings whole labs up and down. Sourced by lab.sh, whose variables it uses.
# shellcheck disable=SC2154

# While a lab is being made or held, only its maker may change it.
is_lab_sh() {
	[ -r "$1" ] && tr '\0' ' ' 2>/dev/null <"/proc/$(cat "$1")/cmdline" | grep -q 'lab\.sh'
}

any_alive() {
	for folder in "$lab"/worker-*; do
		if [ -d "$folder" ] && is_alive "$folder"; then return 0; fi
	done
	return 1
}

take_down() {
	[ -d "$lab" ] || [ -d "$(first_cgroup)/ingot-lab/$name" ] || return 0
	for folder in "$lab"/worker-*; do
		[ ! -d "$folder" ] || stop_worker "$folder"
	done
	locked drop_cgroups
	rm -rf "$lab"
	locked rmdir "$top" 2>/dev/null || true
}

# The last lab that goes down removes the folder of all labs.
make_folder() { mkdir -p "$top" && mkdir "$lab" 2>/dev/null; }

# Stops the process that makes or holds this lab, which takes it down, and removes what is left.
end_lab() {
	tries=0
	if is_lab_sh "$lab/maker"; then kill "$(cat "$lab/maker")" 2>/dev/null || true; fi
	while is_lab_sh "$lab/maker" && [ "$tries" -lt 2400 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	take_down
}

# Takes down only what this process made, not a newer lab with the same name.
take_down_own() {
	[ "$(cat "$lab/maker" 2>/dev/null)" != $$ ] || take_down
}

claim_lab() {
	[ "$(id -u)" = 0 ] || die 'a lab needs root'
	case $workers in '' | *[!0-9]*) die "--workers needs a number, not $workers" ;; esac
	if [ -e "$lab" ]; then
		! is_lab_sh "$lab/maker" || die "$name is being brought up or held already"
		! any_alive || die "$name is up already"
		take_down
	fi
	locked make_folder || die "$name is being brought up already"
	echo $$ >"$lab/maker"
}

make_lab() {
	sh "$here/packages.sh" lab
	claim_lab
	trap 'take_down_own' EXIT
	trap 'exit 143' TERM
	trap 'exit 130' INT
	trap 'exit 129' HUP
	trap 'exit 141' PIPE
	echo "$user" >"$lab/user"
	locked choose_net
	ssh-keygen -q -t ed25519 -N '' -C ingot-lab -f "$lab/key"
	: >"$lab/known_hosts"
	: >"$lab/ssh_config"
	printf 'account: {user: %s, plan: pro, role: member}\nsshConfig: %s/ssh_config\nworkers:\n' "$user" "$lab" >"$lab/config.yaml"
	make_rootfs
	number=1 pids=
	while [ "$number" -le "$workers" ]; do
		make_worker "$number" plain "$([ "$number" = 1 ] && echo 1 || echo 2)"
		enter_worker "$number"
		boot_worker "$number"
		settle_worker "$number" 3<&- &
		pids="$pids $!"
		number=$((number + 1))
	done
	for pid in $pids; do
		wait "$pid" || die 'a worker did not come up'
	done
}

# settle_worker K: waits until it answers and creates its DevBoxes; prints the reason if it cannot.
settle_worker() {
	if wait_worker "$1" && fill_worker "$1"; then return 0; fi
	tail -n 5 "$lab/worker-$1/log" >&2
	return 1
}

# give_images FOLDER STORE: images that exist from the start. Hard links, since nothing writes to a layer.
give_images() {
	if [ -e "$1/small.ext4" ]; then
		mkdir "$1/small"
		mount -o loop "$1/small.ext4" "$1/small"
		cp -a "$2" "$1/small/storage"
		umount "$1/small"
	else
		mkdir "$1/containers"
		cp -al "$2" "$1/containers/storage" 2>/dev/null || {
			rm -rf "$1/containers/storage"
			cp -a "$2" "$1/containers/storage"
		}
	fi
}

add_worker() {
	[ -n "$worker" ] || die '--worker is required'
	[ ! -e "$lab/worker-$worker" ] || die "$name-$worker already exists"
	[ -n "$kind" ] || kind=$([ -z "$release" ] && echo plain || echo set)
	[ -z "$release" ] || root=$(sh "$here/release-root.sh" "$release") || exit
	case $kind in
	plain) set_of=bare ;;
	set) set_of=1 ;;
	windows | small-windows) set_of=windows standin=$(sh "$here/windows/build.sh") || exit ;;
	upstream | small-upstream) set_of=upstream standin=$(sh "$here/windows/upstream/build.sh") || exit ;;
	full) set_of=small ;;
	no-socket | rootless | lingering | systemd) set_of=2 ;;
	no-podman | garbage | refuses-key) set_of=none ;;
	*) die "unknown kind $kind" ;;
	esac
	make_worker "$worker" "$kind" "$set_of"
	[ -z "$release" ] || echo "$root" >"$lab/worker-$worker/release-root"
	case $set_of in windows | upstream) echo "$standin" >"$lab/worker-$worker/standin" ;; esac
	[ "$set_of" != upstream ] || give_images "$lab/worker-$worker" "$standin/store"
	boot_worker "$worker"
	settle_worker "$worker" || {
		stop_worker "$lab/worker-$worker"
		die "$name-$worker did not come up"
	}
	enter_worker "$worker"
	follow_holder "$worker"
	list_worker "$lab/worker-$worker"
}
