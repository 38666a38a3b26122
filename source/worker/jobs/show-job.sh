# Prints the files of a job. Follows state-folder.sh. Arguments: the job's id, and a token, which with the file's name comes before
# each file; then the files. A link is skipped. A file that ends in the middle of a line does not swallow the next token.
# shellcheck shell=sh
enter_job "$1" || exit 0
token=$2
shift 2
for file; do
	echo
	echo "$token ${file%%.*}"
	[ -L "$file" ] || cat "$file" 2>/dev/null
done
echo
