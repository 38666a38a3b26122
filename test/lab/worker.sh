# shellcheck shell=sh
# What lab.sh does to one worker. Sourced: uses $top, $lab, $here, $name, $storage_mb.
# shellcheck disable=SC2154

with_holder=

# A third octet that no other lab uses: 10.77.N.0/24, one /30 for each worker.
choose_net() {
	net=0
	while ls "$top"/*/net-"$net" >/dev/null 2>&1 || ip -o link show | grep -q ": ig$net-"; do net=$((net + 1)); done
	: >"$lab/net-$net"
}

make_rootfs() {
	root=$lab/rootfs
	mkdir -p "$root/bin" "$root/etc" "$root/tmp" "$root/home/dev" "$root/root" "$root/usr/lib/node" "$root/data" \
		"$root/proc" "$root/sys" "$root/dev"
	chmod 1777 "$root/tmp"
	cp "$(command -v busybox)" "$root/bin/busybox"
	for applet in $(busybox --list); do
		[ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
	done
	printf 'root:x:0:0:root:/root:/bin/sh\ndev:x:1000:1000:dev:/home/dev:/bin/sh\n' >"$root/etc/passwd"
	printf 'root:x:0:\ndev:x:1000:\n' >"$root/etc/group"
	printf 'ID=ingot-lab\nPRETTY_NAME="Ingot lab"\n' >"$root/etc/os-release"
	echo 'module.exports = {}' >"$root/usr/lib/node/index.js"
	echo 'old notes' >"$root/home/dev/notes.txt"
	chown -R 1000:1000 "$root/home/dev"
	tar -C "$root" -cf "$lab/rootfs.tar" .
	rm -rf "$root"
}

# start_worker WORKER KIND
start_worker() {
	folder=$lab/worker-$1
	mkdir "$folder" "$folder/etc-containers"
	number=$(find "$lab" -maxdepth 1 -name 'worker-*' | wc -l)
	net=$(basename "$lab"/net-* | cut -c 5-)
	echo "10.77.$net.$((number * 4 + 2))/30" >"$folder/address"
	echo "10.77.$net.$((number * 4 + 1))" >"$folder/gateway"
	cp "$lab/key.pub" "$folder/authorized_keys"
	ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$folder/host_key"
	# Without CAP_SYS_RESOURCE the default limits cannot be raised, and on hybrid cgroups crun does not start.
	cat >"$folder/etc-containers/containers.conf" <<'END'
[containers]
default_ulimits = ["nofile=1024:20000","nproc=32768:32768"]
[engine]
runtime = "runc"
END
	cp /etc/containers/policy.json "$folder/etc-containers/" 2>/dev/null ||
		echo '{"default":[{"type":"insecureAcceptAnything"}]}' >"$folder/etc-containers/policy.json"
	mkdir -p /var/lib/containers /var/spool/cron
	if [ "$2" = full ]; then
		truncate -s "${storage_mb}M" "$folder/small.ext4"
		mkfs.ext4 -q -F -m 0 "$folder/small.ext4"
	fi
	# shellcheck disable=SC2086 # nothing or two words
	setsid $with_holder unshare -m -u -i -n -p --fork --kill-child --mount-proc \
		sh "$here/worker-init.sh" "$folder" "$2" </dev/null >>"$folder/log" 2>&1 &
	echo $! >"$folder/pid"
	tries=0
	until init=$(pgrep -P "$(cat "$folder/pid")" | head -n 1) && [ -n "$init" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 250 ] || die "$1 did not start; see $folder/log"
		sleep 0.02
	done
	echo "$init" >"$folder/init"
	ip link add "ig$net-$number" type veth peer name eth0 netns "$init"
	ip address add "$(cat "$folder/gateway")/30" dev "ig$net-$number"
	ip link set "ig$net-$number" up
	: >"$folder/network"
	address=$(cut -d/ -f1 "$folder/address")
	printf '%s %s\n' "$address" "$(cut -d' ' -f1,2 "$folder/host_key.pub")" >>"$lab/known_hosts"
	cat >>"$lab/ssh_config" <<END
Host $1
	HostName $address
	User root
	IdentityFile $lab/key
	IdentitiesOnly yes
	UserKnownHostsFile $lab/known_hosts
	GlobalKnownHostsFile /dev/null
	StrictHostKeyChecking yes
END
	printf '  - {name: %s, ssh: %s}\n' "$1" "$1" >>"$lab/config.yaml"
	until [ -e "$folder/up" ] && is_alive "$folder"; do
		is_alive "$folder" || die "$1 died: $(tail -n 3 "$folder/log")"
		tries=$((tries + 1))
		[ "$tries" -lt 1000 ] || die "$1 did not come up; see $folder/log"
		sleep 0.02
	done
	until ssh-keyscan -T 1 -t ed25519 "$address" >/dev/null 2>&1; do sleep 0.05; done
}

is_alive() {
	[ -r "$1/init" ] && tr '\0' ' ' <"/proc/$(cat "$1/init")/cmdline" 2>/dev/null | grep -qF "$1 "
}

# exec_in FOLDER ARGV …
exec_in() {
	is_alive "$1" || die "$(basename "$1") is not up"
	init=$(cat "$1/init")
	shift
	exec nsenter -t "$init" -m -u -i -n -p -r -w -- env -i HOME=/root USER=root LANG=C.UTF-8 \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# fill_worker WORKER SET
fill_worker() (
	exec_in "$lab/worker-$1" sh -c "$(cat "$here/fixtures.sh")" fixtures "$2" "$user" <"$lab/rootfs.tar" 2>>"$lab/worker-$1/log"
)

# A frozen process does not die, so the paused DevBoxes of this worker are thawed first.
thaw() {
	for id in "$1"/containers/storage/overlay-containers/*/; do
		id=$(basename "$id")
		for freezer in /sys/fs/cgroup/freezer/libpod_parent/libpod-"$id"*/freezer.state; do
			[ ! -e "$freezer" ] || echo THAWED >"$freezer" 2>/dev/null || true
		done
	done
}

# stop_worker FOLDER: whatever state it is in.
stop_worker() {
	thaw "$1"
	if is_alive "$1"; then
		kill -9 "$(cat "$1/init")" 2>/dev/null || true
		while is_alive "$1"; do
			thaw "$1"
			sleep 0.02
		done
	fi
	for loop in $(losetup -n -O NAME -j "$1/small.ext4" 2>/dev/null); do losetup -d "$loop" || true; done
	for id in "$1"/containers/storage/overlay-containers/*/; do
		id=$(basename "$id")
		for cgroup in /sys/fs/cgroup/*/libpod_parent/libpod-"$id" /sys/fs/cgroup/*/libpod_parent/libpod-conmon-"$id"; do
			tries=0
			while [ -d "$cgroup" ] && ! rmdir "$cgroup" 2>/dev/null && [ "$tries" -lt 50 ]; do
				tries=$((tries + 1))
				sleep 0.02
			done
		done
	done
	rm -rf "$1"
}

list_workers() {
	for folder in "$lab"/worker-*; do
		[ -d "$folder" ] || continue
		printf '%s\t%s\t%s\n' "$(basename "$folder" | cut -c 8-)" "$(cut -d/ -f1 "$folder/address")" \
			"$(is_alive "$folder" && echo up || echo dead)"
	done
}
