# shellcheck shell=sh
# Functions of lab.sh for one worker, from outside. Sourced: uses $top, $lab, $here, $name, $user, $storage_mb, $home_of.
# shellcheck disable=SC2154

with_holder=

# Picks a third octet that no other lab uses: 10.77.N.0/24, one /30 per worker.
choose_net() {
	net=0
	while ls "$top"/*/net-"$net" >/dev/null 2>&1 || ip -o -4 address show | grep -qF " 10.77.$net."; do net=$((net + 1)); done
	: >"$lab/net-$net"
}

# choose_address FOLDER: the first free /30 of the lab's network.
choose_address() {
	net=$(basename "$lab"/net-* | cut -c 5-)
	number=1
	while grep -qsx "10.77.$net.$((number * 4 + 2))" "$lab"/worker-*/ip; do number=$((number + 1)); done
	[ "$number" -le 62 ] || die 'a lab has room for 62 workers'
	echo "10.77.$net.$((number * 4 + 2))" >"$1/ip"
	echo "10.77.$net.$((number * 4 + 1))" >"$1/gateway"
	echo "ig$net-$number" >"$1/link"
}

# make_worker K KIND SET: creates its folder and keys; nothing runs yet.
make_worker() {
	folder=$lab/worker-$1
	mkdir "$folder"
	echo "$2" >"$folder/kind"
	echo "$3" >"$folder/set"
	locked choose_address "$folder"
	mkdir -m 700 "$folder/home" "$folder/home/.ssh"
	[ -z "$home_of" ] || echo "$lab/worker-$home_of/home" >"$folder/home-of"
	[ "$2" = refuses-key ] || cp "$lab/key.pub" "$folder/home/.ssh/authorized_keys"
	ssh-keygen -q -t ed25519 -N '' -C "$name-$1" -f "$folder/host_key"
	mkdir "$folder/etc-containers"
	cp "$here/containers.conf" "$here/storage.conf" "$folder/etc-containers/"
	echo '{"default":[{"type":"insecureAcceptAnything"}]}' >"$folder/etc-containers/policy.json"
	case $2 in
	full | small-windows | small-upstream)
		truncate -s "${storage_mb}M" "$folder/small.ext4"
		mkfs.ext4 -q -F -m 0 "$folder/small.ext4"
		;;
	esac
}

# is_rootless FOLDER: whether everything belongs to the user `dev`.
is_rootless() {
	case $(cat "$1/kind") in rootless | lingering) ;; *) return 1 ;; esac
}

# enter_worker K: adds it to known_hosts, ssh_config and config.yaml.
enter_worker() {
	folder=$lab/worker-$1
	printf '%s %s\n' "$(cat "$folder/ip")" "$(cut -d' ' -f1,2 "$folder/host_key.pub")" >>"$lab/known_hosts"
	# One write, so that workers added at the same time do not mix their lines.
	entry="Host $name-$1
	HostName $(cat "$folder/ip")
	Port 22
	User $(is_rootless "$folder" && echo dev || echo root)
	IdentityFile $lab/key
	IdentitiesOnly yes
	UserKnownHostsFile $lab/known_hosts
	GlobalKnownHostsFile /dev/null
	StrictHostKeyChecking yes"
	printf '%s\n' "$entry" >>"$lab/ssh_config"
	# Machines that run these workers mostly have no KVM, or one that QEMU cannot use.
	emulate=
	case $(cat "$folder/kind") in windows | *upstream) emulate=', emulateWindows: true' ;; esac
	printf '  - {name: %s, ssh: %s%s}\n' "$name-$1" "$name-$1" "$emulate" >>"$lab/config.yaml"
}

# boot_worker K: starts its first process and connects its network. Not in a subshell: the worker of a held lab dies with
# the calling process.
boot_worker() {
	folder=$lab/worker-$1
	mkdir -p /var/lib/containers /var/spool/cron
	locked make_cgroups "$1"
	(
		join_cgroups "$1"
		cd /
		# shellcheck disable=SC2086 # nothing or three words
		exec setsid $with_holder unshare -m -u -i -n -p -C --fork --kill-child --mount-proc \
			sh "$here/worker-init.sh" "$folder" "$name-$1" </dev/null >>"$folder/log" 2>&1 3<&-
	) &
	outer=$!
	until init=$(pgrep -P $outer -f worker-init.sh); do
		kill -0 $outer 2>/dev/null || die "$name-$1 did not start: $(tail -n 3 "$folder/log")"
		sleep 0.02
	done
	echo "$init" >"$folder/pid"
	link=$(cat "$folder/link")
	ip link add "$link" type veth peer name eth0 netns "$init"
	# Workers of a lab can reach each other, as behind a bastion, and nothing else.
	echo 1 >"/proc/sys/net/ipv4/conf/$link/forwarding"
	ip address add "$(cat "$folder/gateway")/30" dev "$link"
	ip link set "$link" up
}

# wait_worker K: waits until SSH and, if it has one, Podman's socket answer.
wait_worker() {
	folder=$lab/worker-$1
	socket=/proc/$(cat "$folder/pid")/root/run/podman/podman.sock
	case $(cat "$folder/kind") in
	no-podman | no-socket) socket= ;;
	rootless | lingering) socket=/proc/$(cat "$folder/pid")/root/run/user/1000/podman/podman.sock ;;
	esac
	tries=0 answered=
	until [ -n "$answered" ] && { [ -z "$socket" ] || [ -S "$socket" ]; }; do
		# Stops asking once it has answered: OpenSSH 9.8 and later block clients that connect repeatedly without logging in.
		[ -n "$answered" ] || answered=$(ssh-keyscan -T 1 -t ed25519 "$(cat "$folder/ip")" 2>/dev/null) || :
		tries=$((tries + 1))
		is_alive "$folder" && [ "$tries" -lt 300 ] || return 1
		sleep 0.05
	done
}

is_alive() {
	[ -r "$1/pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$(cat "$1/pid")/cmdline" | grep -qF "$1 "
}

# exec_in FOLDER ARGV …: runs it as root in the worker; it dies with its caller.
exec_in() {
	is_alive "$1" || die "$(basename "$1") of $name is not up"
	init=$(cat "$1/pid")
	shift
	exec nsenter -t "$init" -m -u -i -n -p -C -r -- setpriv --pdeathsig KILL env -i -C /root HOME=/root USER=root LANG=C.UTF-8 \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# fill_worker K: recreates its base image and DevBoxes.
fill_worker() (
	folder=$lab/worker-$1 set_of=$(cat "$lab/worker-$1/set") user=$(cat "$lab/user")
	[ "$set_of" != none ] || exit 0
	exec 2>>"$folder/log" <"$lab/rootfs.tar"
	! is_rootless "$folder" || as_dev='setpriv --reuid=dev --regid=dev --init-groups env -C /home/dev HOME=/home/dev USER=dev
		XDG_RUNTIME_DIR=/run/user/1000'
	# Podman may not choose a cgroup here and starts containers in its own, so that must be visible in the worker.
	join_cgroups "$1"
	# shellcheck disable=SC2086 # nothing or a list of words
	exec_in "$folder" ${as_dev-} sh -c "$(cat "$here/fixtures.sh")" fixtures "$set_of" "$user"
)

# follow_holder K: makes a worker that was added later end with the lab's holder, too.
follow_holder() {
	is_lab_sh "$lab/maker" || return 0
	folder=$lab/worker-$1 holder=$(cat "$lab/maker")
	# shellcheck disable=SC2016 # the inner shell's own
	setsid sh -c 'tail -s 0.2 --pid="$1" -f /dev/null; tr "\0" " " <"/proc/$2/cmdline" | grep -qF "$3 " && kill -9 "$2"' - \
		"$holder" "$(cat "$folder/pid")" "$folder" </dev/null >/dev/null 2>&1 &
}

# halt_worker FOLDER: cuts its power. Its disk stays.
halt_worker() {
	! is_alive "$1" || kill -9 "$(cat "$1/pid")" 2>/dev/null || true
	locked end_cgroups "$(basename "$1" | cut -c 8-)"
	tries=0
	while is_alive "$1"; do
		tries=$((tries + 1))
		[ "$tries" -lt 6000 ] || die "$(basename "$1") of $name does not end"
		sleep 0.02
	done
	[ ! -r "$1/link" ] || ip link delete "$(cat "$1/link")" 2>/dev/null || true
	for loop in $(losetup -n -O NAME -j "$1/small.ext4" 2>/dev/null); do losetup -d "$loop" 2>/dev/null || true; done
}

# stop_worker FOLDER: stops it in any state and removes it.
stop_worker() {
	halt_worker "$1"
	rm -rf "$1"
}

list_worker() {
	printf '%s\t%s\t%s\t%s\n' "$(basename "$lab")" "$(basename "$lab")-$(basename "$1" | cut -c 8-)" "$(cat "$1/ip")" \
		"$(is_alive "$1" && echo up || echo dead)"
}

list_workers() {
	for folder in "$lab"/worker-*; do
		[ ! -r "$folder/ip" ] || list_worker "$folder"
	done
}
