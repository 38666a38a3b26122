import {labels as ours} from './labels.ts';

/** A label's name, exact or up to a `*` at its end. */
type LabelRule = {
	readonly pattern: string;
	/** Only with this value. */
	readonly value?: string;
	readonly tool: string;
	readonly act: 'drop' | 'keep';
};

const drop = (tool: string, ...patterns: readonly string[]): readonly LabelRule[] =>
	patterns.map(pattern => ({pattern, tool, act: 'drop'}));

/**
 * Labels of a DevBox that its image does not get; the first matching rule decides, and unmatched labels are kept. Dropped are
 * labels that identify a container (project, unit, pod, folder, owner) and labels that make a program on the worker act on it
 * (route to it, update, restart, back up or remove it): neither applies to other containers of the same image.
 */
export const labelRules: readonly LabelRule[] = [
	// Ingot sets these for every image, so they are never copied.
	...drop('Ingot', 'io.clustercode.*'),

	// Identity. `compose down` removes everything in its project, `kind delete` everything in its cluster, and so on.
	...drop('Compose', 'com.docker.compose.*', 'io.podman.compose.*'),
	...drop('Docker Swarm', 'com.docker.swarm.*', 'com.docker.stack.*'),
	...drop('Docker Desktop', 'desktop.docker.io/*'),
	...drop('systemd', 'PODMAN_SYSTEMD_UNIT'),
	// What the image offers every dev container: tools, user, extensions.
	{pattern: 'devcontainer.metadata', tool: 'Dev Containers', act: 'keep'},
	...drop('Dev Containers', 'devcontainer.*', 'vsch.*'),
	...drop('DevPod', 'dev.containers.id', 'sh.loft.devpod.*'),
	{pattern: 'manager', value: 'distrobox', tool: 'Distrobox', act: 'drop'},
	...drop('Distrobox', 'distrobox.*'),
	{pattern: 'manager', value: 'apx', tool: 'Apx', act: 'drop'},
	...drop('Apx', 'apx.*'),
	...drop('Toolbx', 'com.github.containers.toolbox', 'com.github.debarshi.toolbox'),
	...drop('Kubernetes', 'io.kubernetes.*', 'annotation.io.kubernetes.*', 'app.kubernetes.io/*'),
	...drop('Kubernetes', 'statefulset.kubernetes.io/*', 'pod-template-hash', 'controller-revision-hash'),
	...drop('Kompose', 'io.kompose.*'),
	...drop('kind', 'io.x-k8s.kind.*'),
	...drop('k3d', 'k3d.*'),
	...drop('containerd', 'io.cri-containerd.*', 'containerd.io/*', 'nerdctl/*'),
	...drop('Podman', 'io.podman.annotations.*'),
	...drop('Nomad', 'com.hashicorp.nomad.*'),
	...drop('Coder', 'coder.*'),
	...drop('GitLab Runner', 'com.gitlab.gitlab-runner.*'),
	// Its reaper removes every container with its label.
	...drop('Testcontainers', 'org.testcontainers', 'org.testcontainers.*'),

	// Programs that act on it. With the first of these, Podman refuses a launch by the image's id.
	...drop('podman auto-update', 'io.containers.autoupdate', 'io.containers.autoupdate.*'),
	...drop('podman auto-update', 'io.containers.autoupdate/*'),
	...drop('Watchtower', 'com.centurylinklabs.watchtower.*'),
	...drop('WUD', 'wud.*'),
	...drop('Diun', 'diun.*'),
	...drop('Traefik', 'traefik.*'),
	...drop('Caddy', 'caddy', 'caddy.*', 'caddy_*'),
	...drop('nginx-proxy', 'com.github.nginx-proxy.*', 'com.github.jrcs.letsencrypt_nginx_proxy_companion.*'),
	...drop('Ofelia', 'ofelia.*'),
	...drop('autoheal', 'autoheal', 'autoheal.*'),
	...drop('Sablier', 'sablier.*'),
	...drop('docker-volume-backup', 'docker-volume-backup.*'),
	...drop('Portainer', 'io.portainer.accesscontrol.*'),
];

/** Whether a rule is about a label: by its name, a star at the end for any rest, and by its value where the rule has one. */
export const matchesLabel = (
	{pattern, value}: Pick<LabelRule, 'pattern' | 'value'>,
	label: Label,
): boolean => {
	const isNamed = pattern.endsWith('*')
		? label.name.startsWith(pattern.slice(0, -1))
		: label.name === pattern;
	return isNamed && (value === undefined || value === label.value);
};
type Label = {readonly name: string; readonly value: string};

/** Whether Ingot sets this label itself; a config can neither keep nor drop it. */
export const isOurs = (name: string): boolean =>
	name.startsWith('io.clustercode.') || Object.values<string>(ours).includes(name);
