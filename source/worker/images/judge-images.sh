# Which images are old, as model/retention.ts judges them; the same cases are tested with both. For retention-step.sh.
# shellcheck shell=sh

# judge_images LAST WITHIN NOW [NAME …] <records: of lines «SECONDS REFERENCE ID [WHY]», the images of one user with the time of their
# creation, prints «old SECONDS REFERENCE ID WHY» or «kept …», by name and newest first, the highest tag of those of one second. WHY in a record is why the image has to stay.
# LAST of each name stay, at least one, and those younger than WITHIN seconds, if it is not empty; with names, only those are judged.
judge_images() {
	keep_last=$1 keep_within=$2 now=$3
	shift 3
	# As byNumbers in model/order.ts: each number with its length before it.
	awk 'function sortable(text, done, start, count, digits) {
		while (match(text, /[0-9]+/)) {
			start = RSTART; count = RLENGTH
			digits = substr(text, start, count)
			sub(/^0+/, "", digits)
			done = done substr(text, 1, start - 1) sprintf("%03d", length(digits)) digits
			text = substr(text, start + count)
		}
		return done text
	}
	{
		name = $2
		sub(/^localhost\//, "", name)
		at = match(name, /:[^:\/]*$/)
		print at ? substr(name, 1, at - 1) : name, $1, sortable($2), substr($0, length($1) + 2)
	}' | sort -t ' ' -k 1,1 -k 2,2nr -k 3,3r -k 4,4r |
		awk -v last="$keep_last" -v within="$keep_within" -v now="$now" -v names=" $* " '
		{
			name = $1; seconds = $2; id = $5
			why = $0
			sub(/^[^ ]* [^ ]* [^ ]* [^ ]* [^ ]* ?/, "", why)
			if (!((name, id) in place)) place[name, id] = ++count[name]
			number = place[name, id]
			is_named = names ~ /^ +$/ || index(names, " " name " ")
			if (!is_named) why = "its name is not among those given"
			else if (why == "") {
				if (number == 1) why = "the newest of its name"
				else if (number <= last) why = "one of the newest " last " of its name"
				else if (within != "" && now - seconds < within) why = "young enough"
			}
			row[NR] = seconds " " $4 " " id; of[NR] = id; shown[NR] = is_named; kept[NR] = why
			old[NR] = "number " number " of its name by age"
			short = $4
			sub(/^localhost\//, "", short)
			if (why != "" && !(id in other)) other[id] = short
		}
		END {
			for (n = 1; n <= NR; n++) {
				if (!shown[n]) continue
				if (kept[n] != "") print "kept " row[n] " " kept[n]
				else if (of[n] in other) print "kept " row[n] " it is also " other[of[n]]
				else print "old " row[n] " " old[n]
			}
		}'
}
