#!/bin/sh
# Talking to a registry through Podman; registry-image.sh reads this file. Files in the job's folder:
#   auth.json  a login for this job only, as Podman's authfile; mostly a link into memory (worker/jobs/start-job.sh)
#   said       what Podman printed last
#   logged     the same, with the lines of its log
#   stalled    Podman was ended because nothing moved
# shellcheck disable=SC2034,SC2154 # registry-image.sh and what it reads set and read the rest

# shellcheck source=source/worker/steps/registry/registry-reasons.sh
. ./registry-reasons.sh

# Seconds without a byte until Podman is ended. A registry that stores a large layer elsewhere is silent for a while. Fewer bytes than
# these in that time are none: a Podman that only waits wakes itself, and the kernel counts some bytes a second for that.
silence_seconds=300
idle_bytes=65536
# For one question about one name.
answer_seconds=90

# Sets $login, Podman's option for the login of this job. Another login never takes its place.
find_login() {
	login=''
	if [ -e auth.json ]; then login=--authfile=auth.json; elif [ -h auth.json ]; then
		refuse 1 'The login of this job is lost: the worker was started again. Try again.'
	fi
}

drop_login() {
	[ ! -h auth.json ] || rm -f -- "$(readlink auth.json)"
	rm -f auth.json
}

# NAME: its registry.
registry_of() { printf '%s\n' "${1%%/*}"; }

# ask_digest NAME: sets $found, the digest that the registry has for it; empty where it has no such image. A list of images that
# names it makes Podman read the manifest, and nothing else does that for all formats. To learn the platform, Podman reads the
# configuration, too, whose digest is the id of the image: sets $config to it; empty where the log does not name that blob.
# Where the name is an index that has nothing for this worker, sets $others to the platforms that it has.
ask_digest() {
	found='' config='' others=''
	find_login
	podman manifest create "$list" >said 2>&1 || explain $? "$(registry_of "$1")"
	# shellcheck disable=SC2086 # one option or none
	timeout "$answer_seconds" podman manifest add --log-level=debug $login "$list" "docker://$1" >logged 2>&1
	code=$?
	grep -v '^time="[^"]*" level=\(debug\|info\) ' logged >said
	config=$(sed -n 's|^time=.*msg="Downloading /v2/[^" ]*/blobs/sha256:\([0-9a-f]\{64\}\)"$|\1|p' logged | head -n 1)
	[ "$code" != 0 ] || found=$(podman manifest inspect "$list" | sed -n 's/.*"digest": *"\(sha256:[0-9a-f]\{64\}\)".*/\1/p' | head -n 1)
	[ "$code" = 0 ] || ! is_foreign || find_others "$1"
	drop_list
	if [ "$code" = 0 ]; then
		[ -n "$found" ] || refuse 1 "Podman did not say which digest $1 has. Try again."
	else
		[ -n "$others" ] || is_absent || explain "$code" "$(registry_of "$1")"
	fi
}

is_foreign() { grep -qE 'no image found in (manifest list|image index) for' said; }

# NAME: sets $others and $own, the platform of this worker.
find_others() {
	own=$(sed -n 's|.* for architecture "*\([a-z0-9_]*\)"*,.* OS "*\([a-z0-9]*\).*|\2/\1|p' said | head -n 1)
	# shellcheck disable=SC2086 # one option or none
	timeout "$answer_seconds" podman manifest add --all $login "$list" "docker://$1" >/dev/null 2>&1
	others=$(podman manifest inspect "$list" 2>/dev/null | tr -d ' \n\t' | grep -o '"platform":{[^}]*}' | awk -F '"' '{
		os = architecture = variant = ""
		for (at = 2; at < NF; at++) {
			if ($at == "os") os = $(at + 2)
			if ($at == "architecture") architecture = $(at + 2)
			if ($at == "variant") variant = "/" $(at + 2)
		}
		print os "/" architecture variant
	}' | grep -x '[a-z0-9_]*/[a-z0-9_/]*' | grep -v unknown | sort -u | head -n 10 | tr '\n' ' ' | sed 's/ $//; s/ /, /g')
	others=${others:-other platforms}
}

is_absent() { grep -qE 'manifest unknown|name unknown|repository name not known|404 \(?Not Found' said; }

# Also removes a list of which a Podman that was ended has written only the record: `podman manifest exists` fails for that, but `rm` does
# not. `podman rmi` would look for an image in the list, and find that.
drop_list() {
	podman manifest exists "$list" 2>/dev/null
	list_code=$?
	! was_killed "$list_code" || refuse 1 "Podman did not say whether $list exists. Try again."
	[ "$list_code" != 1 ] || return 0
	podman manifest rm "$list" >/dev/null 2>removing || refuse 1 "A list that the job has made stays among the images, and Podman says: $(tail -n 1 removing)"
}

# move REGISTRY ARGV …: runs Podman, logs what it prints as it comes, and ends it where nothing moves. Fails with the reason.
move() {
	from_or_to=$1
	shift
	make_temporary || refuse 1 "The folder $(own_temporary) could not be created. Check that its disk is not full, and try again."
	place=$(own_temporary)
	mkdir -p "$place/temporary"
	rm -f pipe stalled
	mkfifo pipe || exit 1
	tee said <pipe &
	TMPDIR=$place/temporary "$@" >pipe 2>&1 &
	moving=$!
	end_if_silent "$moving" &
	watching=$!
	wait "$moving"
	code=$?
	{ kill "$watching" && wait "$watching"; } 2>/dev/null
	wait
	rm -f pipe
	drop_temporary
	# A Podman that was ended can exit with 0.
	if [ "$code" != 0 ] || [ -e stalled ]; then explain "$code" "$from_or_to"; fi
}

# PID
end_if_silent() {
	before=0 silent=0
	while sleep 1 && kill -0 "$1" 2>/dev/null; do
		written=$(written_by "$1" wchar) taken=$(written_by "$1" rchar)
		now=$((${written:-0} + ${taken:-0}))
		silent=$((silent + 1))
		[ "$((now - before))" -lt "$idle_bytes" ] || silent=0 before=$now
		[ "$silent" -lt "$silence_seconds" ] || { : >stalled && kill -TERM "$1"; }
	done
}

# note_registry IMAGE NAME DIGEST: records that the registry has it, for the details of the image.
note_registry() {
	{
		mkdir -p "$sboms/$1" && machine_name >"$sboms/$1/machine" &&
			{ ! [ -f "$sboms/$1/registries" ] || grep -vF "$2 " "$sboms/$1/registries"; } >registries.tmp
		printf '%s %s\n' "$2" "$3" >>registries.tmp && mv registries.tmp "$sboms/$1/registries"
	} || echo 'That could not be recorded beside the image; the disk may be full.'
}

# IMAGE NAME DIGEST: whether this is the image: the registry has one of this id, or the worker pushed or pulled it so.
is_known_as() {
	[ -n "$1" ] && [ "$1" = "$config" ] && return 0
	! grep -qxF "$2 $3" "$sboms/$1/registries" 2>/dev/null || return 0
	[ -n "$1" ] || return 1
	digests=$(podman image inspect --format '{{.Digest}}{{range .RepoDigests}} {{.}}{{end}}' "$1" 2>/dev/null) || must_answer $?
	printf '%s\n' "$digests" | grep -qF "$3"
}
