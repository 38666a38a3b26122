#!/bin/sh
# Why a registry did not do what Podman asked, in words; ask-registry.sh reads this file. Works on the file `said`, what Podman printed.
# shellcheck disable=SC2154 # ask-registry.sh and what it reads set the rest

# CODE REGISTRY: fails with the reason.
explain() {
	why=$(sed -n 's/^Error: //p' said | tail -n 1)
	[ -n "$why" ] || was_killed "$1" || why=$(tail -n 1 said)
	# Podman names the image and every layer of its own code first.
	short=$(printf '%s' "$why" | sed 's/.*: \(Get\|Head\|Post\|Put\|Patch\) "[^"]*": //; s/^.*: pinging container registry [^:]*\(:[0-9]*\)*: //' | tail -c 300)
	certificate "$2"
	login "$2"
	unreachable "$1" "$2"
	case $why in
	*'no space left'* | *'disk quota'* | *'closed pipe'*)
		refuse 1 "The disk is full: $(mib "$(free_kib "$(temporary_root)")") are free in $(temporary_root). Free disk space there and try again."
		;;
	*'igest did not match'* | *'digest invalid'* | *'gzip: invalid'*)
		refuse 1 "The image was damaged on its way: what has arrived has another digest. Check the network to the registry $2 and try again."
		;;
	*' 5'[0-9][0-9]' '* | *'unknown error'* | *'blob upload unknown'* | *'blob upload invalid'*)
		refuse 1 "The registry $2 failed: $short. Its disk may be full; its own log says more. Try again when it works."
		;;
	'')
		! was_killed "$1" || refuse 1 'Podman was killed. Try again.'
		refuse 1 "Podman gave no reason; its exit code is $1. Try again."
		;;
	esac
	refuse 1 "Podman could not do it: $short. Try again; the log of the registry may say more."
}

# REGISTRY
certificate() {
	trusted="put the certificate of its authority on the worker as /etc/containers/certs.d/$1/ca.crt and try again"
	case $why in
	*'HTTP response to HTTPS client'*)
		refuse 1 "The registry $1 has no TLS. If that is intended, allow it on the worker: insecure = true for location = \"$1\" in /etc/containers/registries.conf."
		;;
	*'x509: certificate has expired'*) refuse 1 "The certificate of the registry $1 has expired, or the clock of the worker is wrong. Correct that and try again." ;;
	*'x509: certificate is valid for'* | *"doesn't contain any IP SANs"* | *'certificate is not valid for any names'*)
		refuse 1 "The certificate of the registry $1 is for another name: ${why##*x509: }. Use that name, or give the registry another certificate."
		;;
	*x509:* | *'tls: failed to verify'*)
		refuse 1 "The worker does not trust the certificate of the registry $1. If the registry is yours, $trusted."
		;;
	*'tls: '*) refuse 1 "TLS with the registry $1 failed: ${why##*tls: }. Check the registry, and its certificates on the worker in /etc/containers/certs.d/$1." ;;
	esac
}

# REGISTRY
login() {
	case $why in
	*nauthorized* | *'authentication required'* | *'invalid username/password'* | *'no basic auth'*)
		[ -z "$login" ] || refuse 1 "The registry $1 does not accept this user name and password. Check both and try again."
		refuse 1 "The registry $1 wants a login that the worker does not have. Log in there (podman login $1), or use --username and --password-stdin."
		;;
	*denied* | *orbidden*) refuse 1 "The registry $1 does not allow this login to do that. Check the name of the image, or use another login." ;;
	esac
}

# CODE REGISTRY
unreachable() {
	! [ -e stalled ] || refuse 1 "No byte went to or came from the registry $2 for $silence_seconds s. Check its network and try again."
	[ "$1" != 124 ] || refuse 1 "The registry $2 does not answer. Check its name, its port and its network, and try again."
	case $why in
	*'connection refused'* | *'no such host'* | *'i/o timeout'* | *'timed out'* | *'is unreachable'* | *'no route to host'* | *'server misbehaving'* | *'name resolution'* | *'deadline exceeded'*)
		refuse 1 "The registry $2 cannot be reached from the worker: ${short##*: }. Check its name, its port and its network, and try again."
		;;
	*'connection reset'* | *'broken pipe'* | *EOF* | *'closed network connection'* | *'server closed idle connection'*) refuse 1 "The connection to the registry $2 broke. Check the registry and try again; layers that have arrived need not travel again." ;;
	esac
}
