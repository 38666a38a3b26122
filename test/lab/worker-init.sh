#!/bin/sh
# The first process of a worker, in its own namespaces: sets up storage, home and network, starts sshd, cron and Podman's
# API, and reaps orphaned processes. When it dies, everything in the worker dies with it.
# Usage: worker-init.sh FOLDER HOSTNAME
# shellcheck source-path=SCRIPTDIR
set -eu
folder=$1
hostname "$2"
kind=$(cat "$folder/kind") address=$(cat "$folder/ip") gateway=$(cat "$folder/gateway")
umask 022
mount --make-rprivate /
# The prefix of this machine's own files.
host=
if [ -e "$folder/release-root" ]; then
	. "$(dirname "$0")/enter-release.sh"
	enter_release "$folder"
	host=/mnt folder=/mnt$folder
fi

# From here on the worker's folder is /run/worker, because its own path is about to be hidden.
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/worker /run/netns /run/podman /run/sshd /run/lock /run/empty
mount --bind "$folder" /run/worker
# Two workers share one home, as on a file server.
[ ! -e "$folder/home-of" ] || mount --bind "$host$(cat "$folder/home-of")" /run/worker/home
if [ -e "$folder/standin" ]; then
	mkdir /run/windows
	mount --bind -o ro "$host$(cat "$folder/standin")" /run/windows
fi
if [ -e "$folder/small.ext4" ]; then
	mount -o loop /run/worker/small.ext4 /var/lib/containers
	mkdir -p /var/lib/containers/var-tmp
	mount --bind /var/lib/containers/var-tmp /var/tmp
else
	mkdir -p /run/worker/containers /run/worker/var-tmp /var/lib/containers
	mount --bind /run/worker/containers /var/lib/containers
	mount --bind /run/worker/var-tmp /var/tmp
fi
chmod 1777 /var/tmp
for place in home:/root homes:/home etc-containers:/etc/containers cron:/var/spool/cron log-files:/var/log; do
	mkdir -p "/run/worker/${place%%:*}" "${place#*:}"
	mount --bind "/run/worker/${place%%:*}" "${place#*:}"
done
mount --bind /run/empty /etc/cron.d
[ ! -e /etc/crontab ] || mount --bind /dev/null /etc/crontab
mount -t tmpfs -o mode=1777 tmpfs /tmp
# Podman keeps its containers' locks in /dev/shm. Terminals belong to this worker only.
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts /dev/pts

# Mounts the cgroup file systems again, with this worker's cgroup as their root.
cgroups=$(awk '$2 ~ "^/sys/fs/cgroup" && $3 ~ "^cgroup" {print $2, $3}' /proc/mounts)
umount -R /sys/fs/cgroup
mount -t sysfs sysfs /sys
case $cgroups in
'/sys/fs/cgroup cgroup2'*)
	mount -t cgroup2 cgroup2 /sys/fs/cgroup
	mkdir -p /sys/fs/cgroup/init
	echo 0 >/sys/fs/cgroup/init/cgroup.procs
	;;
*)
	mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
	echo "$cgroups" | while read -r place type; do
		mkdir "$place"
		case $type:$place in
		cgroup2:*) mount -t cgroup2 cgroup2 "$place" ;;
		*/systemd) mount -t cgroup -o none,name=systemd cgroup "$place" ;;
		*) mount -t cgroup -o "$(basename "$place")" cgroup "$place" ;;
		esac
	done
	;;
esac

[ -z "$host" ] || leave_host

until [ -e /sys/class/net/eth0 ]; do sleep 0.01; done
ip link set lo up
ip link set eth0 up
ip address add "$address/30" dev eth0
ip route add 10.77.0.0/16 via "$gateway"

if [ "$kind" = no-podman ] || [ "$kind" = garbage ]; then
	mkdir -p /run/bin/upper /run/bin/work
	if [ "$kind" = no-podman ]; then
		mknod /run/bin/upper/podman c 0 0
	else
		printf '#!/bin/sh\necho "%%!? not what you think"\n' >/run/bin/upper/podman
		chmod 755 /run/bin/upper/podman
	fi
	mount -t overlay overlay -o lowerdir=/usr/bin,upperdir=/run/bin/upper,workdir=/run/bin/work /usr/bin
fi
# An ordinary user with subordinate ids, known only in this worker.
if [ "$kind" = rootless ] || [ "$kind" = lingering ]; then
	mkdir -p /run/etc /run/user/1000/podman /home/dev
	for file in passwd group shadow subuid subgid; do
		grep -v -e '^dev:' -e '^[^:]*:[^:]*:1000:' "/etc/$file" >/run/etc/$file || true
	done
	echo dev:x:1000:1000::/home/dev:/bin/bash >>/run/etc/passwd
	echo dev:x:1000: >>/run/etc/group
	echo 'dev:*:19000:0:99999:7:::' >>/run/etc/shadow
	echo dev:100000:65536 | tee -a /run/etc/subuid >>/run/etc/subgid
	for file in passwd group shadow subuid subgid; do mount --bind /run/etc/$file /etc/$file; done
	cp -rT /root/.ssh /home/dev/.ssh
	# From Podman 5.8 on, root's storage paths apply to every user without their own.
	if [ -n "$host" ]; then
		mkdir -p /home/dev/.config/containers
		printf '[storage]\ndriver = "overlay"\ngraphroot = "%s"\nrunroot = "%s"\n' /home/dev/.local/share/containers/storage \
			/run/user/1000/containers >/home/dev/.config/containers/storage.conf
	fi
	chown -R dev:dev /home/dev /run/user/1000
	chmod 700 /run/user/1000
	mknod -m 666 /run/tun c 10 200
	[ ! -e /dev/net/tun ] || mount --bind /run/tun /dev/net/tun
fi
# Looks like a machine with systemd as far as its user manager is concerned. The user lingers, so no login is needed.
if [ "$kind" = systemd ]; then
	mkdir -p /run/systemd/system /run/user/0
	chmod 700 /run/user/0
	mount -t tmpfs tmpfs /var/lib/systemd
	mkdir /var/lib/systemd/linger
	: >/var/lib/systemd/linger/root
fi
# As logind does for a lingering user: a manager and sessions in a subtree that the user owns.
dev_cgroups=
if [ "$kind" = lingering ]; then
	mkdir -p /run/systemd/system
	mount -t tmpfs tmpfs /var/lib/systemd
	mkdir /var/lib/systemd/linger
	: >/var/lib/systemd/linger/dev
	for place in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
		[ -e "$place/cgroup.procs" ] || continue
		mkdir "$place/dev" "$place/dev/manager" "$place/dev/sessions"
		chown -R dev:dev "$place/dev"
		dev_cgroups="$dev_cgroups $place/dev"
	done
fi
# in_cgroup NAME ARGV …: runs it in that part of the user's subtree.
in_cgroup() {
	part=$1
	shift
	for place in $dev_cgroups; do sh -c "echo \$PPID >$place/$part/cgroup.procs"; done
	"$@"
}
cp /run/worker/host_key /run/sshd/host_key
chmod 600 /run/sshd/host_key
umount -l /run/worker
# As systemd does.
mount --make-rshared /
export HOME=/root USER=root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# What a login manager would set.
session=
# always ARGV …: restarts it whenever it ends.
always() {
	while :; do
		"$@" </dev/null || true
		sleep 0.2
	done
}
as_dev() { setpriv --reuid=dev --regid=dev --init-groups env HOME=/home/dev USER=dev XDG_RUNTIME_DIR=/run/user/1000 "$@"; }
case $kind in
no-podman | no-socket) ;;
rootless | lingering)
	session="XDG_RUNTIME_DIR=/run/user/1000"
	always as_dev podman system service --time=0 unix:///run/user/1000/podman/podman.sock &
	[ "$kind" = rootless ] || always in_cgroup manager as_dev setsid -w /lib/systemd/systemd --user &
	;;
systemd)
	session="XDG_RUNTIME_DIR=/run/user/0"
	always podman system service --time=0 unix:///run/podman/podman.sock &
	always env $session setsid -w /lib/systemd/systemd --user &
	;;
garbage)
	# It must not end with a client that has gone.
	# shellcheck disable=SC2016 # perl's own variables
	always perl -MSocket -e '
	$SIG{PIPE} = "IGNORE"; unlink $ARGV[0]; socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un($ARGV[0])); listen(S, 9);
	while (accept(C, S)) { sysread C, $x, 9999; syswrite C, "\x16\x03 what?\n\n{[\n"; close C }' /run/podman/podman.sock &
	;;
*) always podman system service --time=0 unix:///run/podman/podman.sock & ;;
esac
: >>/var/log/lastlog
mkdir -p /var/spool/cron/crontabs
chgrp crontab /var/spool/cron/crontabs
chmod 1730 /var/spool/cron/crontabs
[ "$kind" = systemd ] || always cron -f &
always in_cgroup sessions /usr/sbin/sshd -D -e -f /dev/null -p 22 -o ListenAddress=0.0.0.0 -h /run/sshd/host_key -o UsePAM=no \
	-o PermitRootLogin=prohibit-password -o PasswordAuthentication=no -o KbdInteractiveAuthentication=no \
	-o PidFile=/run/sshd.pid -o AllowStreamLocalForwarding=yes -o 'Subsystem=sftp internal-sftp' \
	-o "SetEnv=PATH=$PATH LANG=C.UTF-8 $session" &
while :; do wait || true; done
