#!/bin/sh
# Runs inside a worker: causes the faults of the fault test, and prints what the test compares afterwards. See
# docs/decisions/faults.md. Usage: harm.sh VERB …
set -eu
here=/run/harm

# Installs a podman that dies, for the front of PATH, and replaces date with one that can be shifted.
install() {
	mkdir -p $here/bin
	printf '#!/bin/sh\nexec sh /run/harm.sh podman "$@"\n' >$here/bin/podman
	# shellcheck disable=SC2016 # the script's own
	printf '#!/bin/sh\nread -r days <%s/days\nexec %s/date -d "$days days" "$@"\n' $here $here >$here/shifted-date
	chmod 755 $here/bin/podman $here/shifted-date
	echo 0 >$here/days
	cp "$(command -v date)" $here/date
	mount --bind $here/shifted-date "$(command -v date)"
}

days() { echo "$1" >$here/days; }

# podman ARGV …: runs the real one until a kill -9. KILL=look: any command, as soon as it has started. KILL=work: only a
# command that changes something, in the middle if that is visible, otherwise after its work but before its answer.
podman() {
	# shellcheck disable=SC2016 # asked again and again
	case $KILL:$1:${2:-} in
	look:*) limit='true' ;;
	work:commit:*) limit='ls "${TMPDIR:-/var/tmp}"/*' ;;
	work:run:*) limit='[ -s container-pid ]' ;;
	work:pull:*) limit='ls "$TMPDIR"/*/*' ;;
	work:container:clone | work:pause:* | work:unpause:* | work:rm:* | work:rmi:* | work:tag:* | work:untag:* | work:start:* | work:stop:* | work:exec:* | work:push:* | work:manifest:*)
		limit='false'
		;;
	*) exec /usr/bin/podman "$@" ;;
	esac
	/usr/bin/podman "$@" &
	# Some shells have reaped it by now.
	until eval "$limit" >/dev/null 2>&1 || [ ! -e "/proc/$!/status" ] || grep -q '^State:.*Z' "/proc/$!/status"; do
		sleep 0.02
	done
	kill -9 $! 2>/dev/null || true
	kill -9 $$
}

# lock SECONDS: holds the locks that another user of containers/storage would; creates the file `locked` once it has them.
lock() {
	exec perl -e '
	my @files;
	for my $name ("storage.lock", "overlay-layers/layers.lock", "overlay-images/images.lock", "overlay-containers/containers.lock") {
		open my $file, "+>>", "/var/lib/containers/storage/$name" or die "$name: $!";
		my $flock = pack("s s x4 q q l x4", 1, 0, 0, 0, 0);
		fcntl($file, 7, $flock) or die "$name: $!";
		push @files, $file;
	}
	open my $told, ">", "locked"; close $told;
	select undef, undef, undef, $ARGV[0];' "$1"
}

fill() {
	fallocate -l "$(df -Pk /var/tmp | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)K" /var/tmp/filling 2>/dev/null || true
	dd if=/dev/zero of=/var/tmp/filling-rest bs=4k 2>/dev/null || true
}

unfill() { rm -f /var/tmp/filling /var/tmp/filling-rest; }

# cut_line FILE: truncates the last line, as a power cut does.
cut_line() {
	last=$(tail -n 1 "$1")
	truncate -s -$((${#last} / 2)) "$1"
}

# traces: prints everything that a job must not leave or change. The image `kept:1` is replaced by design.
traces() {
	/usr/bin/podman ps --all --format '{{.Names}} {{.State}}' | sed 's/ \(Up\|Exited\).*/ \1/' | sort
	/usr/bin/podman images --all --no-trunc --format '{{.Repository}}:{{.Tag}} {{.Id}}' | sed 's|^\(localhost/kept:1\) .*|\1|' | sort
	/usr/bin/podman volume ls --quiet | sort
	ls -A /var/tmp /dev/shm
	ls -A /root/.local/state/ingot/locks 2>/dev/null || true
	find /var/lib/containers/storage/overlay -mindepth 1 -maxdepth 1 -name '????????????????????????????????????????????????????????????????' | wc -l
	cut -d ' ' -f 5 /proc/self/mountinfo | grep -e containers/storage -e /var/tmp | sed 's/[0-9a-f]\{64\}/ID/g' | sort | uniq -c
	for process in /proc/[0-9]*; do
		case $(readlink "$process/cwd") in */ingot/jobs/*) ;; *) continue ;; esac
		# These belong to a follower and end with its connection.
		said=$(tr '\0' ' ' <"$process/cmdline")
		case $said in '' | 'sh -s '* | 'cat ' | 'tail '* | 'sleep 1 ' | */conmon*) ;; *) echo "$said" ;; esac
	done 2>/dev/null
}

# box: prints its id, its state, and when it was started.
box() { /usr/bin/podman container inspect --format '{{.Id}} {{.State.Status}} {{.State.StartedAt}}' box 2>/dev/null || echo gone; }

verb=$1
shift
"$verb" "$@"
