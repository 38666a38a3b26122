#!/bin/sh
# The first process of a worker, in namespaces of its own: gives it its own storage, home and network, starts sshd and
# Podman's API, and reaps what is left to it. When it dies, everything in here dies with it.
# Usage: worker-init.sh FOLDER KIND, waits for FOLDER/network before it starts.
set -eu
kind=$2
# From here on by relative paths: the folder lies under /var/tmp, which is about to be covered.
cd "$1"
mount --make-rprivate /
for place in containers:/var/lib/containers etc-containers:/etc/containers home:/root var-tmp:/var/tmp cron:/var/spool/cron; do
	mkdir -p "${place%%:*}" "${place#*:}"
	mount --bind "${place%%:*}" "${place#*:}"
done
if [ "$kind" = full ]; then
	mount -o loop small.ext4 /var/lib/containers
	mkdir -p /var/lib/containers/tmp
	mount --bind /var/lib/containers/tmp /var/tmp
fi
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /tmp
mkdir -p /run/netns /run/podman /run/sshd /run/lock
hostname "$(basename "$1")" 2>/dev/null || true
until [ -e network ]; do sleep 0.02; done
ip link set lo up
ip link set eth0 up
ip address add "$(cat address)" dev eth0
ip route add default via "$(cat gateway)"

if [ "$kind" = no-podman ] || [ "$kind" = garbage ]; then
	mkdir -p /run/bin/upper /run/bin/work
	[ "$kind" = garbage ] || mknod /run/bin/upper/podman c 0 0
	[ "$kind" = no-podman ] || printf '#!/bin/sh\necho "%%!? not what you think"\n' >/run/bin/upper/podman
	chmod 755 /run/bin/upper/podman 2>/dev/null || true
	mount -t overlay overlay -o "lowerdir=/usr/bin,upperdir=/run/bin/upper,workdir=/run/bin/work" /usr/bin
fi

serve() {
	while :; do
		"$@" </dev/null >>log 2>&1 || true
		sleep 0.2
	done
}
case $kind in
no-podman | no-socket) ;;
garbage) serve perl -MSocket -e '
	unlink $ARGV[0]; socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un($ARGV[0])); listen(S, 9);
	while (accept(C, S)) { sysread C, $x, 9999; print C "\x16\x03 what?\n\n{[\n"; close C }' /run/podman/podman.sock & ;;
*) serve podman system service --time=0 unix:///run/podman/podman.sock & ;;
esac
mkdir -m 700 /run/worker
cp host_key authorized_keys /run/worker
keys=/run/worker/authorized_keys
[ "$kind" != refuses-key ] || keys=/dev/null
/usr/sbin/sshd -D -e -f /dev/null -p 22 -o ListenAddress=0.0.0.0 -h /run/worker/host_key -o UsePAM=no \
	-o "AuthorizedKeysFile=$keys" -o PermitRootLogin=yes -o PasswordAuthentication=no -o StrictModes=no \
	-o PidFile=/run/sshd.pid -o "SetEnv=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
	>>log 2>&1 &
: >up
while :; do
	wait || true
	sleep 1000 &
done
