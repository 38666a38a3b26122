# Prints «socket PATH», where a socket of our own is or would be: always in the same folder, which only this user can enter, so
# that the next connection finds the service that an earlier one has started.
# shellcheck shell=sh
uid=$(id -u)
for base in "${XDG_RUNTIME_DIR:-}" "/run/user/$uid" "${TMPDIR:-}" /tmp; do
	[ -n "$base" ] && [ -d "$base" ] && [ -w "$base" ] && break
done
folder=$base/ingot-$uid
mkdir -m 700 "$folder" 2>/dev/null
# In a folder for everybody, another user may have made it first, and could listen in.
if [ -L "$folder" ] || [ ! -d "$folder" ] || [ "$(stat -c %u "$folder")" != "$uid" ]; then
	folder=$(mktemp -d "$base/ingot-$uid.XXXXXX") || exit 1
fi
chmod 700 "$folder" && echo "socket $folder/podman.sock"
