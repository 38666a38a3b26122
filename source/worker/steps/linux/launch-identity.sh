#!/bin/sh
# Launching an image whose DevBoxes get an identity of their own; linux-launch.sh reads this file. Works in the job's folder.
# Podman calls renew-identity.sh as a hook between creating and starting the container: that costs no call of Podman.
# shellcheck disable=SC2034,SC2154 # linux-launch.sh reads $hooks and $said, and sets the rest

# renewing IDS IMAGE VERB …: the verb, with the hook. IDS are those of the image's label, with commas between.
renewing() {
	hooks=$PWD/hooks image_to_renew=$2
	mkdir -p hooks || exit 1
	here=$(printf %s "$PWD" | sed 's/[\\"]/\\&/g')
	# Ids of a later Ingot are ignored; nothing else is an argument.
	ids=$(printf %s "$1" | tr , '\n' | grep -x '[a-z][a-z-]*' | sed 's/.*/,"&"/' | tr -d '\n')
	printf '{"version":"1.0.0","hook":{"path":"/bin/sh","args":["sh","%s/renew-identity.sh","%s"%s]},"when":{"always":true},"stages":["createRuntime"]}\n' \
		"$here" "$here" "$ids" >hooks/renew.json || exit 1
	shift 2
	"$@"
}

# again OPTION …: a second try, after a hook that had no ssh-keygen. Returns the code of the first one where that was not the
# reason.
again() {
	code=$?
	[ -e keys-needed ] || return "$code"
	unstart "${PWD##*/}"
	make_keys
	said=$(run "$@")
}

# make_keys: creates them with the tool of the image, in a container of its own. Without one the folder stays empty.
make_keys() {
	mkdir -p keys || exit 1
	# shellcheck disable=SC2046,SC2016 # words; the inner shell's own
	podman run --rm --name "ingot-keys-${PWD##*/}" --pull never --network none --image-volume ignore --user 0:0 \
		--security-opt label=disable --volume "$PWD/keys:/run/ingot-keys" --entrypoint sh "$image_to_renew" -c \
		'for type; do ssh-keygen -q -N "" -C root -t "$type" -f "/run/ingot-keys/$type"; done' sh $(cat keys-needed) >/dev/null 2>&1
	rm -f keys-needed
}

# drop_keys: removes what make_keys made.
drop_keys() {
	[ -d keys ] || return 0
	podman rm --force --ignore --time 0 "ingot-keys-${PWD##*/}" >/dev/null 2>&1
	rm -rf keys
}

# Nothing of it is used by a later start.
renewed() {
	[ ! -e renewed ] || cat renewed
	rm -f hooks/renew.json renewed
	drop_keys
}
