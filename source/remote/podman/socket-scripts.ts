import {quote} from '../../model/shell.ts';

/** Tells where Podman's own socket is, running or not; nothing without Podman, or that Docker is there in its place. */
export const usualSocketScript = `
if ! command -v podman >/dev/null 2>&1; then
	if [ -S /run/docker.sock ] || [ -S /var/run/docker.sock ]; then echo docker; fi
	exit 0
fi
uid=$(id -u)
if [ "$uid" = 0 ]; then echo socket /run/podman/podman.sock
else echo "socket \${XDG_RUNTIME_DIR:-/run/user/$uid}/podman/podman.sock"; fi
`;

/**
 * Tells where a socket of ours is or would be: in a folder that only this user can enter, the same one each time, so
 * that the next connection finds the service that an earlier one has started.
 */
export const ownSocketScript = `
uid=$(id -u)
for base in "\${XDG_RUNTIME_DIR:-}" "/run/user/$uid" "\${TMPDIR:-}" /tmp; do
	[ -n "$base" ] && [ -d "$base" ] && [ -w "$base" ] && break
done
folder=$base/ingot-$uid
mkdir -m 700 "$folder" 2>/dev/null
# Whoever made it first in a folder for all could listen in: only a real folder of our own will do.
if [ -L "$folder" ] || [ ! -d "$folder" ] || [ "$(stat -c %u "$folder")" != "$uid" ]; then
	folder=$(mktemp -d "$base/ingot-$uid.XXXXXX") || exit 1
fi
chmod 700 "$folder" && echo "socket $folder/podman.sock"
`;

/** Starts a service that outlives the connection and ends by itself after ten idle minutes. */
export const startServiceScript = (socket: string): string => `
exec </dev/null >/dev/null 2>${quote([`${socket}.log`])}
detach=nohup
if command -v setsid >/dev/null 2>&1; then detach=setsid; fi
$detach podman system service --time=600 ${quote([`unix://${socket}`])} &
`;
