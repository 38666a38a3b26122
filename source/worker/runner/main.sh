# The commands; see state.sh. The last line shows that the file is complete.
# shellcheck shell=sh
case $1 in
run) run ;;
recover) recover "${2:-}" ;;
esac
