/** `80/tcp` in the DevBox, and where it is published on the worker. */
type PublishedPort = {readonly inside: string; readonly hostIp: string; readonly hostPort: string};

export type SetMount = {
	readonly type: string;
	/** The volume's name, or the path on the worker. */
	readonly source: string;
	readonly destination: string;
	/** `ro`, `rprivate`, `nosuid`, … */
	readonly options: readonly string[];
};

/** How a container was created, as Podman reports it; what its image and its variables decide is not here. */
export type ContainerSettings = {
	readonly ports: readonly PublishedPort[];
	readonly mounts: readonly SetMount[];
	/** Mount point → options. */
	readonly tmpfs: Readonly<Record<string, string>>;
	/** `bridge`, `host`, `none`, `slirp4netns`, `container:ID`, … */
	readonly networkMode: string;
	/** Names of the networks, where the mode is `bridge`. */
	readonly networks: readonly string[];
	/** `on-failure:3`; empty for never. */
	readonly restart: string;
	readonly isPrivileged: boolean;
	readonly isReadOnly: boolean;
	readonly hasInit: boolean;
	readonly hasTerminal: boolean;
	readonly keepsInput: boolean;
	readonly autoRemove: boolean;
	/** Created with a user namespace of its own (--userns, --uidmap). */
	readonly isIdMapped: boolean;
	readonly inPod: boolean;
	/** Options with a value each, such as `['--memory', '67108864']`, where they differ from Podman's defaults. */
	readonly limits: readonly (readonly [option: string, value: string])[];
	/** The names of the options it was created with: `--ip`; empty where Podman does not know them. */
	readonly given: readonly string[];
	/** The systemd unit that manages it; empty without one. */
	readonly unit: string;
};

/** Options that Ingot can repeat from what Podman reports, and those that have no effect on a new container. */
const known = new Set([
	...['detach', 'd', 'pull', 'pidfile', 'conmon-pidfile', 'cidfile', 'name', 'hostname', 'h', 'label', 'l'],
	...['publish', 'p', 'expose', 'env', 'e', 'env-file', 'env-host', 'env-merge', 'unsetenv', 'unsetenv-all'],
	...[
		'volume',
		'v',
		'mount',
		'volumes-from',
		'tmpfs',
		'cpus',
		'memory',
		'm',
		'network',
		'net',
		'interactive',
	],
	...['i', 'tty', 't', 'user', 'u', 'workdir', 'w', 'entrypoint', 'restart', 'stop-signal', 'stop-timeout'],
	...[
		'cap-add',
		'cap-drop',
		'device',
		'privileged',
		'security-opt',
		'read-only',
		'init',
		'ipc',
		'pid',
		'uts',
	],
	...['add-host', 'dns', 'dns-search', 'dns-option', 'dns-opt', 'group-add', 'ulimit', 'pids-limit', 'a'],
	...[
		'memory-swap',
		'memory-reservation',
		'cpu-shares',
		'c',
		'cpu-period',
		'cpu-quota',
		'cpuset-cpus',
		'attach',
	],
	...[
		'cpuset-mems',
		'shm-size',
		'oom-score-adj',
		'quiet',
		'q',
		'replace',
		'image-volume',
		'label-file',
		'rm',
	],
	...[
		'health-cmd',
		'health-interval',
		'health-retries',
		'health-start-period',
		'health-timeout',
		'tz',
		'umask',
	],
	...[
		'no-healthcheck',
		'http-proxy',
		'sig-proxy',
		'authfile',
		'tls-verify',
		'log-level',
		'cgroups',
		'systemd',
	],
]);

/** @returns those options that a copy of the container would silently lack, such as `--ip` */
const unknownOptions = ({given}: Pick<ContainerSettings, 'given'>): readonly string[] =>
	given.filter(option => !known.has(option.replace(/^-+/u, '')));

/**
 * The names of the options in a command line.
 * @param argv Config.CreateCommand @param image what the container calls its image: its options end there
 */
export const optionNames = (argv: readonly string[], image: string): readonly string[] => {
	const end = argv.indexOf(image);
	const words = argv.slice(2, end === -1 ? undefined : end);
	return [
		...new Set(
			words.flatMap(word => {
				const [, long] = /^(--[a-z][a-z0-9-]*)(?:=|$)/u.exec(word) ?? [];
				return long === undefined ? [] : [long];
			}),
		),
	];
};

/** Why no DevBox with the same settings can be created, or undefined. @param name of the DevBox */
export const repeatProblem = (
	name: string,
	settings: ContainerSettings,
): {readonly reason: string; readonly hint: string} | undefined => {
	const hint = 'Launch a new DevBox from the image instead: ingot launch.';
	const because = (reason: string) => ({reason: `${name} cannot be rolled back: ${reason}.`, hint});
	if (settings.unit !== '') return because(`the systemd unit ${settings.unit} manages it`);
	if (settings.inPod) return because('it belongs to a pod');
	if (settings.autoRemove) return because('it was created with --rm, so Podman removes it when it stops');
	if (settings.isIdMapped) return because('it has a user namespace of its own (--userns, --uidmap)');
	const unknown = unknownOptions(settings);
	if (unknown.length > 0)
		return because(
			`Ingot cannot repeat its ${unknown.length === 1 ? 'option' : 'options'} ${unknown.join(', ')}`,
		);
	const odd = settings.mounts.find(
		({source, destination}) => /[:,\n]/u.test(`${source}${destination}`) || source === '',
	);
	return odd === undefined ? undefined : because(`its mount at ${odd.destination} cannot be repeated`);
};
