import type {ContainerSettings, SetMount} from '../model/container-settings.ts';

/** Options of `podman create` for the settings that any number of containers can have: all but ports and mounts. */
export const settingsOptions = (settings: ContainerSettings): readonly string[] => [
	...networkOptions(settings),
	...Object.entries(settings.tmpfs).flatMap(([path, options]) => ['--tmpfs', `${path}:${options}`]),
	...(settings.isPrivileged ? ['--privileged'] : []),
	...(settings.isReadOnly ? ['--read-only'] : []),
	...(settings.hasInit ? ['--init'] : []),
	...(settings.keepsInput ? ['--interactive'] : []),
	...(settings.hasTerminal ? ['--tty'] : []),
	...(settings.restart === '' ? [] : ['--restart', settings.restart]),
	...settings.limits.flat(),
];

const networkOptions = ({networkMode, networks}: ContainerSettings): readonly string[] => {
	if (networkMode === 'bridge') return networks.length === 0 ? [] : ['--network', networks.join(',')];
	return ['', 'default'].includes(networkMode) ? [] : ['--network', networkMode];
};

/**
 * The published ports as options.
 * @param sameHostPorts true: the same ports of the worker; false: free ones, which Podman picks
 */
export const portOptions = ({ports}: ContainerSettings, sameHostPorts: boolean): readonly string[] =>
	ports.flatMap(({inside, hostIp, hostPort}) => {
		const address = hostIp.includes(':') ? `[${hostIp}]` : hostIp;
		const host = sameHostPorts ? hostPort : '';
		if (address === '' && host === '') return ['--publish', inside];
		return ['--publish', [...(address === '' ? [] : [address]), host, inside].join(':')];
	});

/** Mounts as options. Volumes without a name of their own are mounted by their id, so they keep their files. */
export const mountOptions = (mounts: readonly SetMount[]): readonly string[] =>
	mounts.flatMap(({source, destination, options}) => [
		'--volume',
		`${source}:${destination}:${[...new Set(options)].join(',')}`,
	]);
