import {idle, type Row, word} from './fidelity-row.ts';

const labels = (...pairs: readonly string[]) => pairs.map(pair => `--label ${word(pair)}`).join(' ');
/** What is different when these labels stay behind: where the DevBox itself is committed they can only be emptied. */
const without = (...names: readonly string[]) =>
	['DevBox', 'commit'].flatMap(against =>
		names.flatMap(name => [
			`staging only: ${against}: Labels without ${name}`,
			`pause only: ${against}: Labels changes ${name}`,
			`restart only: ${against}: Labels changes ${name}`,
		]),
	);
const all = ['staging', 'pause', 'restart'] as const;

/** Containers as tools make them, with labels that are true of that container only. */
export const toolRows: readonly Row[] = [
	{
		name: 'distrobox',
		methods: all,
		before: `printf '#!/bin/sh\\n%s\\n' ${word(idle)} >/srv/distrobox-init; chmod 755 /srv/distrobox-init`,
		options: `--privileged --ipc host --pid host --network host --user root:root --security-opt label=disable
			--volume /srv/distrobox-init:/usr/bin/entrypoint:ro --volume /srv:/run/host:rslave --env SHELL=/bin/sh --env container=podman
			--entrypoint /usr/bin/entrypoint ${labels('manager=distrobox', 'distrobox.unshare_groups=0')}`,
		command: '--verbose --name dev --user 1000',
		differs: [
			...without('distrobox.unshare_groups', 'manager'),
			...['DevBox', 'commit', 'launched'].flatMap(each => [`${each}: Entrypoint`, `${each}: Cmd`]),
		],
	},
	{
		name: 'toolbox',
		options: `--ipc host --pid host --network host --hostname toolbox ${labels('com.github.containers.toolbox=true')}`,
		differs: without('com.github.containers.toolbox'),
	},
	{
		name: 'compose',
		options: labels(
			'com.docker.compose.project=shop',
			'com.docker.compose.service=web',
			'io.podman.compose.project=shop',
			'com.docker.compose.config-hash=abc',
			'kept=yes',
		),
		methods: all,
		differs: without(
			'com.docker.compose.config-hash',
			'com.docker.compose.project',
			'com.docker.compose.service',
			'io.podman.compose.project',
		),
	},
	{
		name: 'quadlet',
		options: `--sdnotify conmon ${labels('PODMAN_SYSTEMD_UNIT=web.service')}`,
		differs: without('PODMAN_SYSTEMD_UNIT'),
	},
	{
		name: 'dev container',
		options: labels(
			'devcontainer.local_folder=/home/me/x',
			'devcontainer.config_file=/x',
			'devcontainer.metadata=[{"remoteUser":"dev"}]',
		),
		differs: without('devcontainer.config_file', 'devcontainer.local_folder'),
	},
	{
		name: 'Kubernetes labels',
		options: labels('io.kubernetes.pod.name=web', 'app.kubernetes.io/name=web', 'pod-template-hash=1'),
		differs: without('app.kubernetes.io/name', 'io.kubernetes.pod.name', 'pod-template-hash'),
	},
	{
		name: 'member of a pod',
		before: 'podman pod create --infra=false --name group --label x=y',
		options: '--pod group',
		after: 'podman pod rm --force --time 0 group',
		methods: all,
	},
	{
		name: 'auto-update',
		options: labels('io.containers.autoupdate=local'),
		differs: without('io.containers.autoupdate'),
	},
	{
		name: 'auto-update from a registry',
		options: labels('io.containers.autoupdate=registry', 'io.containers.autoupdate.authfile=/x'),
		differs: without('io.containers.autoupdate', 'io.containers.autoupdate.authfile'),
	},
	{
		name: 'routed and watched',
		options: labels('traefik.enable=true', 'com.centurylinklabs.watchtower.enable=true'),
		differs: without('com.centurylinklabs.watchtower.enable', 'traefik.enable'),
	},
	{
		name: 'a label of a tool in its image',
		before: `podman run --name seed localhost/devbase:1 true
podman commit --quiet --pause=false --change 'LABEL com.docker.compose.project=shop' seed localhost/composed:1 >/dev/null; podman rm seed >/dev/null`,
		image: 'localhost/composed:1',
		differs: [
			'DevBox: Labels changes com.docker.compose.project',
			'commit: Labels changes com.docker.compose.project',
		],
	},
];
