# Prints the ignore files of a running DevBox in base64: those in /, in its user's home and in its working directory. Its own
# shell reads them, because a link in it must not lead to the worker's files. Arguments: the container's id; bytes to read of each.
# Before base64: FOLDER NUL CONTENT NUL for each, then «end» and NUL. A content of more bytes than that is longer than the limit.
# shellcheck shell=sh
# shellcheck disable=SC2016 # for another shell
inside='
PATH=$PATH:/usr/bin:/bin
seen=:
for folder in / "${HOME:-/}" "$PWD"; do
	case $folder in /*) ;; *) continue ;; esac
	folder=${folder%/}
	case $seen in *":$folder:"*) continue ;; esac
	seen=$seen$folder:
	[ -e "$folder/.ingotignore" ] || continue
	[ -f "$folder/.ingotignore" ] || { echo "$folder/.ingotignore is no file." >&2; exit 1; }
	printf "%s\0" "${folder:-/}"
	head -c "$(($1 + 1))" "$folder/.ingotignore" | tr -d "\000" || exit 1
	[ -r "$folder/.ingotignore" ] || { echo "$folder/.ingotignore cannot be read by its user." >&2; exit 1; }
	printf "\0"
done
printf "end\0"'

timeout -k 1 5 podman exec "$1" /bin/sh -c "$inside" sh "$2" | head -c "$(($2 * 4))" | base64
