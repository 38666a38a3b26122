import type {Row} from './fidelity-row.ts';

const all = ['staging', 'pause', 'restart'] as const;

/** What podman run gives a container beside its configuration: mounts, networks, namespaces, limits. */
export const hostRows: readonly Row[] = [
	{name: 'ports', options: '--expose 9000-9002 --expose 53/udp --publish 127.0.0.1:18080:80'},
	{
		name: 'volumes and mounts',
		before: 'mkdir -p /srv/host; echo host >/srv/host/file',
		methods: all,
		options:
			'--volume /anon --volume named:/named --volume over:/home/dev --tmpfs /scratch --mount type=bind,src=/srv/host,dst=/mnt/h',
		inside: 'echo lost >/home/dev/in-volume; echo lost >/scratch/x; echo kept >/beside',
	},
	{name: 'read-only', options: '--read-only --tmpfs /tmp --volume state:/var/state'},
	{
		name: 'names and resolver',
		options:
			'--hostname other --network bridge --add-host db:10.0.0.1 --dns 10.0.0.2 --dns-search example.org',
	},
	{
		name: 'limits',
		options:
			'--memory 100m --shm-size 8m --ulimit nofile=512:512 --ulimit nproc=100:100 --pids-limit 200 --cpu-shares 512',
	},
	{name: 'privileged with devices', options: '--privileged --device /dev/null:/dev/other --restart always'},
	{
		name: 'capabilities and seccomp',
		options:
			'--cap-add NET_ADMIN --cap-drop CHOWN --security-opt seccomp=unconfined --security-opt label=disable --security-opt no-new-privileges',
	},
	{name: 'terminal and stdin', options: '--tty --interactive', command: 'sh'},
	{name: 'with an init', options: '--init --init-path /usr/bin/catatonit', methods: all},
	{name: 'removed when it ends', options: '--rm'},
	{name: 'removed when it ends, by restart', options: '--rm', methods: ['restart'], refused: /--rm/u},
	{
		name: 'annotations and a timeout',
		options: '--annotation a=b --stop-timeout 7 --umask 0077 --tz UTC',
	},
	{name: 'IPC of the worker', options: '--ipc host', methods: all},
	{
		name: 'processes, network, host name and cgroups of the worker',
		options: '--pid host --network host --uts host --cgroupns host',
	},
];
