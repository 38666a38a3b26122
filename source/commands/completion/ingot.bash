# Completion of ingot for bash 4 or newer: eval "$(ingot completion bash)"
# Nothing that Ingot prints or that was typed is evaluated.
_ingot() {
	local line=${COMP_LINE:0:COMP_POINT} index word rest current part
	local -a words=()
	# Bash splits words at ':' and '=', too; parts without a space between them are one word.
	for ((index = 0; index <= COMP_CWORD; index++)); do
		word=${COMP_WORDS[index]}
		rest=${line#"${line%%[![:space:]]*}"}
		[[ $index -lt $COMP_CWORD ]] || word=$rest
		if [[ $rest != "$line" || $index -eq 0 ]]; then words+=("$word"); else words[-1]+=$word; fi
		line=${rest#"$word"}
	done
	words=("${words[@]//[\"\'\\]/}")
	current=${words[-1]}
	COMPREPLY=()
	# Bash replaces only what follows the last of its separators.
	part=
	case $current in *[:=]*) part=${current%"${current##*[:=]}"} ;; esac
	case $COMP_WORDBREAKS in *:*) ;; *) case $part in *=) ;; *) part= ;; esac ;; esac
	while IFS=' ' read -r word rest; do
		case $word in
		:files) compopt -o default ;;
		?*)
			printf -v word %q "${word#"$part"}"
			COMPREPLY+=("$word")
			;;
		esac
	done < <(command ingot complete -- "${words[@]:1}" 2>/dev/null </dev/null)
}
complete -F _ingot ingot
