# JSON strings.
# shellcheck shell=sh disable=SC2034 # read in the other files
controls=$(printf '\001\002\003\004\005\006\007\010\011.\013\014\015\016\017\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037')

# TEXT: sets $json, the text escaped for use between quotes. %% makes a shell search from the left; % would compare the whole
# rest at every position.
escape_json() {
	rest=$1 json=
	while :; do
		case $rest in
		*[\\\"[:cntrl:]]*)
			head=${rest%%[\\\"[:cntrl:]]*}
			rest=${rest#"$head"}
			escape_character "${rest%%"${rest#?}"}"
			json=$json$head$escape
			rest=${rest#?}
			;;
		*)
			json=$json$rest
			return
			;;
		esac
	done
}

# CHARACTER: sets $escape. The position among the control characters is the code.
escape_character() {
	case $1 in
	[\\\"]) escape=\\$1 ;;
	*)
		escape=${controls%%"$1"*}
		code_of=$((${#escape} + 1))
		[ "$code_of" -lt 32 ] || code_of=127
		set -- 0 1 2 3 4 5 6 7 8 9 a b c d e f
		high=$((code_of / 16))
		shift $((code_of % 16))
		escape="\\u00$high$1"
		;;
	esac
}
