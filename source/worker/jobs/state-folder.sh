# Ingot's folder on this worker, for the scripts that follow.
# shellcheck shell=sh disable=SC2034 # read by the scripts that follow
ingot_folder=${XDG_STATE_HOME:-${HOME:-}/.local/state}/ingot

# Exits where root would create a home folder that does not exist.
need_home() {
	[ -n "${XDG_STATE_HOME:-}" ] || [ -d "$HOME" ] || {
		echo "The home folder $HOME does not exist there." >&2
		exit 1
	}
}

# JOB: changes to its folder. Fails where that is a link, or belongs to another user.
enter_job() {
	cd "$ingot_folder/jobs" && [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ] && cd "$1" && [ ! -L events.ndjson ]
} 2>/dev/null
