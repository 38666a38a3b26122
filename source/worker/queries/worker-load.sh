# How busy a worker is. Reads /proc and asks one file system for its size; Podman is not asked, so no lock of it can delay this.
# Argument: Podman's storage folder; empty where it is not known yet.
# Prints «load AVERAGE», «memory KEY KIB» for some keys of /proc/meminfo and, last because a hung disk never answers, «disk LINE»:
# a line of df. What the worker does not have is left out.
# shellcheck shell=sh
LC_ALL=C
export LC_ALL

{ read -r average _ && echo "load $average"; } 2>/dev/null </proc/loadavg
while read -r key kib _; do
	case $key in MemTotal: | MemAvailable: | MemFree: | Buffers: | Cached:) echo "memory ${key%:} $kib" ;; esac
done 2>/dev/null </proc/meminfo
[ -z "$1" ] || df -Pk -- "$1" 2>/dev/null | while read -r line; do echo "disk $line"; done
