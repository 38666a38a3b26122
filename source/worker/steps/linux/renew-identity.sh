#!/bin/sh
# renew-identity.sh JOB ID …: clears the identity that an image still has, and creates a new one, in a container that was created
# and not started. Podman calls it as a hook (launch-identity.sh), as a user who can change the tree; standard input says where the
# container is. JOB is the job's folder. A failure leaves its reason in `not-renewed`. The image may be hostile: no link of it is
# followed, and nothing of it is run here.
set -u
umask 077
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH

cd -- "$1" || exit 1
job=$PWD
shift

fail() {
	printf '%s\n' "$1" >"$job/not-renewed"
	exit 1
}
note() { printf '%s\n' "$1" >>"$job/notes"; }
says_renew() { case " $renew " in *" $1 "*) ;; *) return 1 ;; esac }

# Quotes within a text are escaped, so these match only the keys themselves.
bundle=$(tr -d '\n' | sed -n 's/.*"bundle" *: *"\([^"\\]*\)".*/\1/p')
root=$(tr -d '\n' <"$bundle/config.json" | sed -n 's/.*"root" *: *{[^{}]*"path" *: *"\([^"\\]*\)".*/\1/p')
case $root in /?*) ;; *) fail 'The runtime did not say where the root folder of the DevBox is.' ;; esac

# PATH: whether it is a file, and no link is on the way to it.
is_file() {
	way=$1
	[ -f "$root$way" ] || return 1
	while [ -n "$way" ]; do
		[ ! -h "$root$way" ] || return 1
		way=${way%/*}
	done
}

# Prints the types of SSH host keys that there are or, where they were cleared, were: their public halves stay, empty.
key_types() {
	for key in "$root"/etc/ssh/ssh_host_*_key "$root"/etc/ssh/ssh_host_*_key.pub; do
		is_file "${key#"$root"}" || continue
		key=${key##*/ssh_host_}
		echo "${key%_key*}"
	done | grep -x '[a-z0-9]*' | sort -u
}

# The one of D-Bus is a link to it, as its own package creates it.
renew_machine_id() {
	is_file /etc/machine-id || return 0
	tr -d '-' </proc/sys/kernel/random/uuid >"$root/etc/machine-id" || fail 'The new machine id could not be written.'
	echo 'New machine id.'
	dbus=/var/lib/dbus
	for part in /var /var/lib $dbus; do [ -d "$root$part" ] && [ ! -h "$root$part" ] || return 0; done
	[ -e "$root$dbus/machine-id" ] || [ -h "$root$dbus/machine-id" ] || ln -s /etc/machine-id "$root$dbus/machine-id"
}

# TYPE: whether ssh-keygen has ever made host keys of it. Others are names that somebody chose, and nothing is run for them.
is_known() { case $1 in rsa | dsa | ecdsa | ed25519) ;; *) return 1 ;; esac }
# TYPE: whether launch-identity.sh got this key from the image.
is_made() {
	for half in "keys/$1" "keys/$1.pub"; do [ -f "$half" ] && [ ! -h "$half" ] || return 1; done
}

# TYPE …: those that launch-identity.sh got from the image are in the folder `keys`.
renew_host_keys() {
	made='' missing='' needed=''
	for type; do
		key=$root/etc/ssh/ssh_host_${type}_key
		rm -rf -- "$key" "$key.pub"
		# All types at once: those of RSA take the time of all others.
		! is_known "$type" || is_made "$type" || ssh-keygen -q -N '' -C root -t "$type" -f "$key" </dev/null >/dev/null 2>&1 &
	done
	wait
	for type; do
		key=$root/etc/ssh/ssh_host_${type}_key
		if is_known "$type" && is_made "$type"; then
			{ cat "keys/$type" >"$key" && cat "keys/$type.pub" >"$key.pub"; } || fail 'The new SSH host keys could not be written.'
		else
			if [ ! -s "$key" ] || [ ! -s "$key.pub" ]; then
				missing="$missing $type"
				! is_known "$type" || needed="$needed $type"
				continue
			fi
		fi
		chmod 644 "$key.pub"
		made="$made $type"
	done
	[ -z "$made" ] || echo "New SSH host keys:$made."
	[ -n "$missing" ] || return 0
	# The caller tries the tool of the image, once.
	[ -z "$needed" ] || [ -d keys ] || {
		echo "$needed" >keys-needed
		exit 1
	}
	note "It has no SSH host key of the type$missing: ssh-keygen is missing there, or cannot create it. Run ssh-keygen -A in the DevBox."
}

renew=$*
types=$(says_renew ssh-host-keys && [ -d "$root/etc/ssh" ] && key_types)
sh ./clear-identity.sh "$root" "$@" <identity >renewed || fail 'The identity of the image could not be cleared.'
{
	! says_renew machine-id || renew_machine_id
	# shellcheck disable=SC2086 # words
	[ -z "$types" ] || renew_host_keys $types
} >>renewed
