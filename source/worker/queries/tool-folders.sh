# Where the tools of a DevBox are. For devbox-tools.sh.
# shellcheck shell=sh disable=SC2034,SC2154 # devbox-tools.sh sets and reads the rest

# Finds mount points: files there are not in an image of the DevBox, and the mount may not respond.
read_mounts() {
	while read -r _ _ _ _ point _; do
		[ "$point" = / ] || mounts="$mounts $point"
	done </proc/self/mountinfo
}

is_mounted() {
	for point in $mounts; do
		case $1/ in "$point"/*) return 0 ;; esac
	done
	return 1
}

add_dir() {
	case $1 in /*) ;; *) return ;; esac
	! is_mounted "$1" || return 0
	cd -P "$1" || return 0
	case :$dirs: in
	*":$PWD:"*) ;;
	*) is_mounted "$PWD" || dirs=$dirs:$PWD ;;
	esac
}

# PATH, then folders that are in the PATH of a login shell only.
find_dirs() {
	IFS=:
	for dir in ${PATH:-}; do
		IFS=' '
		add_dir "$dir"
	done
	IFS=' '
	set +f
	for dir in /usr/local/bin /usr/bin /bin /usr/local/sbin /usr/sbin /sbin /usr/local/*/bin /opt/*/bin /usr/lib/jvm/*/bin \
		/usr/lib/postgresql/*/bin /usr/lib/google-cloud-sdk/bin /nix/var/nix/profiles/default/bin; do
		add_dir "$dir"
	done
	for home in "${HOME:-/root}" /root /home/*; do
		! is_mounted "$home" || continue
		for dir in "$home"/.local/bin "$home"/bin "$home"/go/bin "$home"/.cargo/bin "$home"/.bun/bin "$home"/.deno/bin \
			"$home"/.local/share/pnpm "$home"/.npm-global/bin "$home"/.volta/bin "$home"/.nvm/versions/node/*/bin \
			"$home"/.pyenv/versions/*/bin "$home"/.rbenv/versions/*/bin "$home"/.asdf/shims "$home"/.local/share/mise/shims \
			"$home"/.sdkman/candidates/*/current/bin "$home"/.dotnet "$home"/.nix-profile/bin "$home"/miniconda3/bin; do
			add_dir "$dir"
		done
	done
	set -f
	cd /
}

is_program() { [ -f "$1" ] && [ -x "$1" ] && ! is_mounted "$1"; }

# NAME: sets $found, and $real, its path without links.
find_tool() {
	found=
	case $1 in
	/*) ! is_program "$1" || found=$1 ;;
	*)
		IFS=:
		for dir in $dirs; do
			IFS=' '
			[ -n "$dir" ] && is_program "$dir/$1" && found=$dir/$1 && break
		done
		IFS=' '
		;;
	esac
	[ -n "$found" ] || return 1
	real=$found
	[ ! -L "$found" ] || real=$(readlink -f "$found" </dev/null) || real=$found
	! is_mounted "$real"
}
