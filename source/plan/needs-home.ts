/** For scripts that keep something: root could make a home that is not there, which nobody wants. */
export const needsHome =
	// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's, not ours
	'[ -n "${XDG_STATE_HOME:-}" ] || [ -d "$HOME" ] || { echo "The home folder $HOME does not exist there." >&2; exit 1; }';
