#!/bin/sh
# Whether a file that could hold a secret is new or has changed since the search (the job's file `searched`); linux-snapshot.sh reads
# this file. Works in the job's folder. A line of `searched` is «SIZE MTIME PATH», «out PATH» for what the image does not have, or
# «grown BYTES SHA256 PATH» for a file without secrets, which may grow; see secret-growth.sh.
# shellcheck disable=SC2154 # linux-snapshot.sh sets the rest

is_searched() { [ -e searched ]; }

# recheck FOLDER: compares a copy of the layer that is not edited yet, or the layer of the DevBox at rest. Only paths are printed.
recheck() {
	cat secret-patterns.sh secret-records.sh secret-candidates.sh | as_owner sh -s "$1" list >candidates 2>/dev/null
	last=$(tail -n 1 candidates)
	case $last in
	'end '*) ;;
	'unsearched '*) refuse 1 "The files could not be searched for secrets that were written meanwhile: ${last#* }. Fix that on the worker and try again." ;;
	*) refuse 1 'The search for secrets that were written meanwhile did not end. Try again.' ;;
	esac
	awk '
		FNR == NR && $1 == "out" { out[substr($0, 5)]; next }
		FNR == NR && $1 == "grown" {
			path = $0
			sub(/^grown [0-9]+ [0-9a-f]+ /, "", path)
			grown[path] = $2 " " $3
			next
		}
		FNR == NR { searched[$0]; next }
		$1 != "file" && $1 != "unread" && $1 != "large" { next }
		{
			stamp = $2 " " $3; path = $0
			sub(/^[a-z]+ [0-9]+ [-0-9.]+ [0-9]+ /, "", path)
			if (stamp " " path in searched) next
			for (each in out) if (path == each || index(path, each "/") == 1 || index(path, each "\\0057") == 1) next
			if (path in grown) print "grown " grown[path] " " path
			else print "changed " path
		}' searched candidates >differing || not_compared
	{ sed -n 's/^changed //p' differing >altered && grew "$1" >>altered && sort -u altered >changed; } || not_compared
	count=$(wc -l <changed) || not_compared
	rm -f candidates searched differing altered grown
	[ "$count" != 0 ] || {
		rm -f changed
		echo 'No file that could hold a secret has changed since the search.'
		return 0
	}
	shown=$(head -n 20 changed | readable)
	options=$(head -n 3 changed | leave_out)
	rm -f changed
	printf '%s\n' "$shown"
	first=${shown%%"
"*}
	[ "$count" = 1 ] || first="$first (and $((count - 1)) more)"
	again='Run it again'
	[ ! -e scheduled-snapshot.sh ] || again='Save the schedule again, which searches again (ingot schedules edit)'
	refuse 3 "Changed since it was searched for secrets: $first. $again; if it changes all the time, leave it out ($options) or do not search (--secrets skip)."
}

# A comparison that failed, as on a full disk, has not said that nothing changed.
not_compared() { refuse 1 'The files were not compared with those that were searched for secrets. Check the disk space of the home folder and try again.'; }

# Escaped paths as options of a command; only a hint where a path has what cannot be typed.
leave_out() {
	all=''
	while IFS= read -r each; do
		case $each in *\\* | *[!A-Za-z0-9._/+@%:,=-]*) each=\'$(printf '%s\n' "$each" | readable | sed "s/'/'\\\\''/g")\' ;; esac
		all="$all --leave-out $each"
	done
	printf '%s' "${all# }"
}

# Escaped paths as people read them; what is no letter there becomes a question mark.
readable() {
	while IFS= read -r each; do
		printf '%b' "$each" | tr '\000-\037\177' '[?*]'
		echo
	done
}

# grew FOLDER: prints those that did more than grow by text without a secret; all of them if that could not be seen.
grew() {
	sed -n 's/^grown //p' differing >grown || return 1
	[ -s grown ] || return 0
	said=$(cat secret-patterns.sh secret-growth.sh | as_owner sh -s "$1" "$PWD/grown" 2>/dev/null)
	case $said in
	end) ;;
	*'
end') printf '%s\n' "${said%?end}" ;;
	*) cut -d ' ' -f 3- grown ;;
	esac
}

# Waits for the comparison during the commit.
rechecked_well() {
	wait "$rechecking"
	code=$? rechecking=''
	cat recheck-said
	rm -f recheck-said searched
	[ "$code" = 0 ] || exit "$code"
}
