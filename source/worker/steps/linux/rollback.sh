#!/bin/sh
# Replaces a DevBox by a new one from one of its images. The old one is only stopped and renamed, and the new one is created and
# compared with it before that. Runs in the job's folder. Exit codes: 0 done, 1 failed, 3 not allowed, 5 a name is taken.

# shellcheck source=source/worker/steps/step-prelude.sh
. ./step-prelude.sh
# shellcheck source=source/worker/steps/linux/snapshot-parts.sh
. ./snapshot-parts.sh
# shellcheck source=source/worker/steps/devbox-at-rest.sh
. ./devbox-at-rest.sh
# shellcheck source=source/worker/steps/linux/launch-identity.sh
. ./launch-identity.sh
hooks=''

job=${PWD##*/}

# check ID USER FORMER: FORMER is the name that the old one gets.
check() {
	found=$(inspect "$1" '{{.Id}}') || ! was_killed $? || refuse 1 "$podman_ended"
	[ "$found" = "$1" ] || refuse 3 'The DevBox is gone.'
	owner_of "$1"
	[ "$owner" = "$2" ] || refuse 3 "The DevBox belongs to ${owner:-no known user}. Only its owner can roll it back."
	look "$1"
	case $state in
	running | exited | created) ;;
	*) refuse 3 "The DevBox is $state. Resume it and try again." ;;
	esac
	if podman_has container "$3"; then refuse 5 "Another container of the worker is named $3."; fi
}

# create IMAGE REFERENCE OPTION …: creates the new one, under a name for the meantime. Values of variables come from a file.
create() {
	find_holder "$2"
	[ "$now" = "$1" ] || refuse 1 "$2 is a different image now. Choose the image again."
	shift 2
	if [ -e environment.sh ]; then
		# shellcheck disable=SC1091 # generated
		. ./environment.sh
	fi
	said=$(podman create --pull never --name "ingot-trial-$job" "$@" 2>&1) || {
		printf '%s\n' "$said"
		refuse 1 "A DevBox with the same settings cannot be created from the image: $(printf '%s\n' "$said" | sed -n 's/^Error: //p' | tail -n 1)"
	}
	rm -f environment.sh environment.list
	id_in "$said" >new-id
	echo "Container $(cut -c -12 new-id), not started yet."
}

# shellcheck disable=SC2016 # a Go template
settings='capabilities: {{json .HostConfig.CapAdd}} {{json .HostConfig.CapDrop}}
devices: {{json .HostConfig.Devices}}
privileges: {{.HostConfig.Privileged}} {{json .HostConfig.SecurityOpt}}
groups: {{json .HostConfig.GroupAdd}}
read-only root: {{.HostConfig.ReadonlyRootfs}}
ports: {{json .HostConfig.PortBindings}}
network: {{.HostConfig.NetworkMode}}{{range $name, $_ := .NetworkSettings.Networks}} {{$name}}{{end}}
DNS: {{json .HostConfig.Dns}} {{json .HostConfig.DnsOptions}} {{json .HostConfig.DnsSearch}} {{json .HostConfig.ExtraHosts}}
namespaces: {{.HostConfig.IpcMode}} {{.HostConfig.PidMode}} {{.HostConfig.UTSMode}} {{.HostConfig.UsernsMode}} {{.HostConfig.CgroupMode}}
restart policy: {{json .HostConfig.RestartPolicy}}
memory limit: {{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.MemoryReservation}}
CPU limit: {{.HostConfig.NanoCpus}} {{.HostConfig.CpuQuota}} {{.HostConfig.CpuPeriod}} {{.HostConfig.CpuShares}} {{.HostConfig.CpusetCpus}} {{.HostConfig.CpusetMems}}
limits: {{.HostConfig.PidsLimit}} {{json .HostConfig.Ulimits}} {{.HostConfig.ShmSize}} {{.HostConfig.OomScoreAdj}} {{.HostConfig.BlkioWeight}}
temporary file systems: {{json .HostConfig.Tmpfs}}
init: {{.HostConfig.Init}}
cgroup: {{.HostConfig.CgroupParent}} {{.HostConfig.Cgroups}}
terminal: {{.Config.Tty}} {{.Config.OpenStdin}}
user: {{json .Config.User}}
working directory: {{json .Config.WorkingDir}}
program: {{json .Config.Entrypoint}} {{json .Config.Cmd}}
stop signal: {{.Config.StopSignal}} {{.Config.StopTimeout}}
health check: {{json .Config.Healthcheck}}
time zone: {{.Config.Timezone}} {{.Config.Umask}}
{{range .Mounts}}mount at {{json .Destination}}: {{.Type}} {{json .Name}} {{json .Source}} {{.RW}} {{.Propagation}}{{println}}{{end}}'

# compare ID: fails unless the new one has every setting of the old one. It may have more from its image: a volume, a health check.
compare() {
	inspect "$1" "$settings" >settings-old || refuse 1 "$podman_ended"
	inspect "$(cat new-id)" "$settings" >settings-new || refuse 1 "$podman_ended"
	while IFS= read -r line; do
		case $line in
		'' | 'health check: null') continue ;;
		# Switched off by an option or by an image, which Podman reports with and without times.
		'health check: {"Test":["NONE"]'*) ! grep -q -e '^health check: null$' -e '^health check: {"Test":\["NONE"\]' settings-new || continue ;;
		esac
		grep -qxF -e "$line" settings-new || {
			name=${line%%: *}
			printf 'before: %s\n' "$line"
			sed -n "s|^$(printf %s "$name" | sed 's/[][\\.*^$|]/\\&/g'): |after:  $name: |p" settings-new
			refuse 3 "The new DevBox would lose a setting ($name), so nothing was stopped. Launch the image instead."
		}
	done <settings-old
	echo 'The new DevBox has the settings, ports and mounts of the old one.'
}

# halt ID: stops the old one, within its own time.
halt() {
	look "$1"
	if [ "$state" != running ]; then
		echo "It is not running: $state."
		return 0
	fi
	reserve_space
	: >stop-begun
	podman stop "$1" >/dev/null
	look "$1"
	[ "$state" = exited ] || refuse 1 "The DevBox is ${state:-gone}: it did not stop. Try again."
}

# name_it ID NAME, and its undo: the same name is no error.
name_it() {
	named=$(name_of "$1")
	[ -n "$named" ] || refuse 1 "$podman_ended"
	[ "$named" != "$2" ] || return 0
	if podman_has container "$2"; then refuse 5 "Another container of the worker is named $2."; fi
	podman rename "$1" "$2" || exit 1
}
name_new() { name_it "$(cat new-id)" "$1"; }

# Starts it with an identity of its own, as a launch does. A second try is for keys that only a tool of the image can make.
start_it() { said=$(podman ${hooks:+--hooks-dir "$hooks"} start "$new" 2>&1 >/dev/null); }
start_again_with_keys() { [ -e keys-needed ] && make_keys && start_it; }

# start_new: a start is done when it keeps running.
start_new() {
	new=$(cat new-id)
	release_space
	start_it || start_again_with_keys || {
		printf '%s\n' "$said"
		[ ! -s not-renewed ] || refuse 1 "$(cat not-renewed)"
		refuse 1 "The new DevBox does not start: $(printf '%s\n' "$said" | sed -n 's/^Error: //p' | tail -n 1)"
	}
	[ -z "$hooks" ] || renewed
	for _ in 1 2 3; do
		sleep 0.1
		look "$new"
		[ "$state" = running ] || {
			podman logs --tail 5 "$new" 2>&1
			refuse 1 "The new DevBox ended at once (exit code ${code:-unknown}). The old one was started again."
		}
	done
	drop_temporary
}

# rest ID: keeps the old one stopped when the worker starts, where its restart policy would start it, too; the new one has its ports.
# It is no reason to fail: Podman before 5.1 cannot change the policy.
rest() {
	policy=$(inspect "$1" '{{.HostConfig.RestartPolicy.Name}}') || refuse 1 "$podman_ended"
	case $policy in always | unless-stopped) ;; *) return 0 ;; esac
	printf '%s\n' "$policy" >policy-before
	if podman update --restart=no "$1" >/dev/null 2>&1; then
		echo "Its restart policy was $policy and is no: it stays stopped when the worker starts."
	else
		rm -f policy-before
		echo "Podman did not change the restart policy ($policy) of the old DevBox, so the worker may start it again when it boots."
	fi
}
# unrest ID: gives the policy back, if it was changed.
unrest() {
	[ -s policy-before ] || return 0
	[ "$(inspect "$1" '{{.HostConfig.RestartPolicy.Name}}')" = "$(cat policy-before)" ] ||
		podman update --restart="$(cat policy-before)" "$1" >/dev/null
}

# unmake JOB: removes the new one, by its label.
unmake() {
	rm -f environment.sh environment.list
	drop_keys
	ids=$(made_by "$1") || refuse 1 'Podman did not report which container this job made. Find and remove it on the worker.'
	for id in $ids; do remove_container 0 "$id" || exit 1; done
}

verb=$1
shift
"$verb" "$@"
