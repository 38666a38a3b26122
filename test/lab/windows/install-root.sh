# shellcheck shell=sh
# What both install-once.sh need to run an entrypoint over a root file system, in namespaces of their own; they source this.

# mount_devices ROOT: /proc, and a /dev with the few devices that an entrypoint uses.
mount_devices() {
	mount -t proc proc "$1/proc"
	mount -t tmpfs tmpfs "$1/dev"
	for device in null zero urandom random; do
		: >"$1/dev/$device"
		mount --bind "/dev/$device" "$1/dev/$device"
	done
	mkdir "$1/dev/shm"
	mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
}

# stop_when_ready ROOT PID TENTHS: sends the entrypoint PID a SIGTERM when its guest is ready, and returns its exit code; 1 when
# it ends before, or its guest is not ready within so many tenths of a second.
stop_when_ready() {
	tries=0
	until grep -qs 'guest ready' "$1/dev/shm/qemu.pty"; do
		tries=$((tries + 1))
		if [ "$tries" -ge "$3" ] || ! kill -0 "$2"; then return 1; fi
		sleep 0.1
	done
	kill -TERM "$2"
	wait "$2"
}
