# shellcheck shell=sh
# Makes the root file system of another Debian release the root of a worker. Sourced by worker-init.sh.

# enter_release FOLDER: the worker's changes stay in FOLDER. The machine's own files are in /mnt until leave_host.
enter_release() {
	mkdir -p "$1/root" "$1/root-changes" "$1/root-work"
	mount -t overlay overlay -o "lowerdir=$(cat "$1/release-root"),upperdir=$1/root-changes,workdir=$1/root-work" "$1/root"
	mount -t proc proc "$1/root/proc"
	mount --rbind /sys "$1/root/sys"
	mount --rbind /dev "$1/root/dev"
	cd "$1/root" || exit
	pivot_root . mnt
	cd /
	[ -s /etc/machine-id ] || tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id
}

leave_host() {
	umount -l /mnt
}
