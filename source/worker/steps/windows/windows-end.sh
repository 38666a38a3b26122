#!/bin/sh
# Ends a Windows DevBox with the time that Windows needs to shut down. Podman kills what still runs after the container's stop
# timeout, 10 s unless it was created with another one, and for Windows that is a power cut. What stops or removes DevBoxes sources this.

# end_windows ID
end_windows() {
	limit=$(seconds_to_shut_down "$1") || return
	podman stop --time "$limit" "$1" >/dev/null
}

# seconds_to_shut_down ID: the container's stop timeout, or longer than its own entrypoint waits before it ends Windows by force:
# that counts to TIMEOUT (110 s by default), and older ones count up to two seconds as one.
seconds_to_shut_down() {
	about=$(podman container inspect --format '{{.Config.StopTimeout}}{{range .Config.Env}}{{println}}{{.}}{{end}}' "$1") || return
	own=110
	for each in $(printf '%s\n' "$about" | sed -n 's/^\(QEMU_\)\{0,1\}TIMEOUT=[[:space:]"]*0*\([1-9][0-9]\{0,4\}\)[[:space:]"]*$/\2/p'); do
		[ "$each" -le "$own" ] || own=$each
	done
	seconds=$((2 * own + 30))
	given=$(printf '%s\n' "$about" | sed -n '1s/^0*\([1-9][0-9]\{0,9\}\)$/\1/p')
	if [ "${given:-0}" -gt "$seconds" ]; then seconds=$given; fi
	echo "$seconds"
}

# keeps_files ID: whether a folder of the worker or a volume with a name is mounted that the DevBox may write. These outlive it.
keeps_files() {
	mounts=$(podman container inspect --format '{{range .Mounts}}{{println .RW .Type .Name}}{{end}}' "$1") || return
	printf '%s\n' "$mounts" | grep -vE '^true volume [0-9a-f]{64}$' | grep -q '^true '
}
