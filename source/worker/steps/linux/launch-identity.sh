#!/bin/sh
# Launching an image whose DevBoxes get an identity of their own; linux-launch.sh reads this file. Works in the job's folder.
# Podman calls renew-identity.sh as a hook between creating and starting the container: that costs no call of Podman.
# shellcheck disable=SC2015,SC2034,SC2154 # linux-launch.sh reads $hooks and $said, and sets the rest

# renewing IDS IMAGE VERB …: the verb, with the hook. IDS are those of the image's label, with commas between.
renewing() {
	hooks=$PWD/hooks image_to_renew=$2
	mkdir -p hooks || exit 1
	system_hooks
	here=$(printf %s "$PWD" | sed 's/[\\"]/\\&/g')
	# Ids of a later Ingot are ignored; nothing else is an argument.
	ids=$(printf %s "$1" | tr , '\n' | grep -x '[a-z][a-z-]*' | sed 's/.*/,"&"/' | tr -d '\n')
	printf '{"version":"1.0.0","hook":{"path":"/bin/sh","args":["sh","%s/renew-identity.sh","%s"%s]},"when":{"always":true},"stages":["createRuntime"]}\n' \
		"$here" "$here" "$ids" >hooks/io.clustercode.renew.json || exit 1
	shift 2
	"$@"
}

# system_hooks: copies the hooks that Podman would run without ours, because --hooks-dir replaces their folders. They name their
# programs by absolute paths, and of two files with one name the later folder's counts, so one folder can hold them all.
system_hooks() {
	folders=/usr/share/containers/oci/hooks.d
	! sets_hooks_dir || folders=$(hook_folders)
	while IFS= read -r each; do
		[ -n "$each" ] || continue
		for file in "$each"/*.json; do
			[ ! -e "$file" ] || cp -f -- "$file" hooks/ || refuse 1 "A hook of this worker cannot be read: $file"
		done
	done <<-EOF
		$folders
	EOF
}

# Asking Podman takes a tenth of a second, so its settings are searched first.
sets_hooks_dir() {
	[ -z "${CONTAINERS_CONF-}${CONTAINERS_CONF_OVERRIDE-}${CONTAINERS_CONF_MODULES-}" ] || return 0
	grep -rqs '^[^#]*hooks_dir' /usr/share/containers /etc/containers "${XDG_CONFIG_HOME:-${HOME-}/.config}/containers"
}

# Prints the folders of Podman's settings, one a line. `podman --help` says them as CSV: --hooks-dir … (default [/a,"/b,c"])
hook_folders() {
	set_to=$(podman --help 2>/dev/null | sed -n 's/^ *--hooks-dir .*(default \[\(.*\)\])$/\1/p')
	# An empty list means none for a rootless Podman, and both folders otherwise.
	[ -n "$set_to" ] || [ "$(id -u)" != 0 ] || set_to=/usr/share/containers/oci/hooks.d,/etc/containers/oci/hooks.d
	# shellcheck disable=SC2016 # awk's own
	printf '%s\n' "$set_to" | awk '{
		while ($0 != "") {
			if (match($0, /^"([^"]|"")*"/)) { value = substr($0, 2, RLENGTH - 2); gsub(/""/, "\"", value) }
			else { match($0, /^[^,]*/); value = substr($0, 1, RLENGTH) }
			$0 = substr($0, RLENGTH + 2)
			print value
		}
	}'
}

# again OPTION …: a second try, after a hook that had no ssh-keygen. Returns the code of the first one where that was not the
# reason.
again() {
	code=$?
	[ -e keys-needed ] || return "$code"
	unstart "${made_as:-${PWD##*/}}"
	make_keys
	said=$(run "$@")
}

# make_keys: creates them with the tool of the image, in a container of its own. Without one the folder stays empty. The image may be
# hostile, so its container gets no folder: it prints the keys, NAME and text in a line, and the files are written here.
make_keys() {
	rm -rf keys
	mkdir keys || exit 1
	read -r needed <keys-needed
	# shellcheck disable=SC2086,SC2016 # words; the inner shell's own
	made_keys=$(podman run --rm --name "ingot-keys-${PWD##*/}" --pull never --network none --image-volume ignore --user 0:0 \
		--tmpfs /run/ingot-keys --entrypoint sh "$image_to_renew" -c '
			for type; do
				ssh-keygen -q -N "" -C root -t "$type" -f "/run/ingot-keys/$type" >/dev/null </dev/null || continue
				for name in "$type" "$type.pub"; do
					while IFS= read -r line; do echo "$name $line"; done <"/run/ingot-keys/$name"
				done
			done' sh $needed 2>/dev/null | head -c 65536 | tr -d '\000')
	for type in $needed; do
		for name in "$type" "$type.pub"; do printf '%s\n' "$made_keys" | sed -n "s/^$name //p" >"keys/$name"; done
		[ -s "keys/$type" ] && [ -s "keys/$type.pub" ] || rm -f "keys/$type" "keys/$type.pub"
	done
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
	rm -rf hooks renewed
	drop_keys
}
