#compdef ingot
# Completion of ingot for zsh: source <(ingot completion zsh), after compinit; or as a file _ingot in a folder of $fpath.
# Nothing that Ingot prints or that was typed is evaluated.
_ingot() {
	local line
	local -a typed values shown
	typed=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
	while IFS= read -r line; do
		if [[ $line == :files* ]]; then
			_files
			return
		fi
		values+=("${line%% *}")
		shown+=("${line/ /  }")
	done < <(command ingot complete -- "${typed[@]}" 2>/dev/null </dev/null)
	compadd -l -d shown -a values
}
if [[ ${funcstack[1]} == _ingot ]]; then
	_ingot "$@"
else
	compdef _ingot ingot
fi
