import type * as z from 'zod/mini';
import {readCreateCommand} from '../../model/create-command.ts';
import type {DevboxDetail, Mount} from '../../model/devbox.ts';
import {guessOs} from '../../model/guess-os.ts';
import {toStopSignal} from '../../model/stop-signal.ts';
import {toHealthCheck} from './health-check.ts';
import type {inspected} from './podman-schemas.ts';
import {toState} from './to-devbox.ts';

type Found = z.infer<typeof inspected>;

/** An inspected container → what a snapshot needs. */
export const toDetail = (found: Found): DevboxDetail => {
	const {Config, HostConfig, GraphDriver} = found;
	const entrypoint = toEntrypoint(found);
	const exposedPorts = portsOf(found);
	return {
		...systemOf(found, {entrypoint, exposedPorts}),
		id: found.Id,
		name: found.Name,
		state: toState(found.State.Status),
		imageId: found.Image,
		imageReference: found.ImageName,
		imageDigest: found.ImageDigest,
		labels: Config.Labels ?? {},
		env: Config.Env ?? [],
		madeBy: readCreateCommand(Config.CreateCommand ?? []),
		hostname: Config.Hostname,
		entrypoint,
		command: Config.Cmd ?? [],
		stopSignal: toStopSignal(Config.StopSignal ?? undefined),
		healthCheck: toHealthCheck(Config.Healthcheck ?? Config.HealthCheck),
		exposedPorts,
		volumes: Object.keys(Config.Volumes ?? {}),
		mounts: (found.Mounts ?? []).map(toMount),
		user: Config.User,
		workdir: Config.WorkingDir,
		networks: networksOf(found),
		restart: HostConfig.RestartPolicy.Name,
		autoRemove: HostConfig.AutoRemove,
		stopTimeout: Config.StopTimeout,
		layer: {
			driver: GraphDriver.Name,
			upperDir: GraphDriver.Data?.UpperDir,
			lowerDirs: GraphDriver.Data?.LowerDir,
			isIdMapped: HostConfig.IDMappings != null || !['', 'host'].includes(HostConfig.UsernsMode),
			idMap: toIdMap(HostConfig.IDMappings),
		},
	};
};

const portsOf = ({Config, HostConfig, NetworkSettings}: Found): readonly string[] => [
	...new Set(
		[Config.ExposedPorts, NetworkSettings.Ports, HostConfig.PortBindings].flatMap(each =>
			Object.keys(each ?? {}),
		),
	),
];

/** Without a network of its own, only its mode is known: host, none, slirp4netns. */
const networksOf = ({HostConfig, NetworkSettings}: Found): readonly string[] => {
	const names = Object.keys(NetworkSettings.Networks ?? {});
	return names.length > 0 || HostConfig.NetworkMode === '' ? names : [HostConfig.NetworkMode];
};

const systemOf = (
	{Config, ImageName, Mounts}: Found,
	{entrypoint, exposedPorts}: Pick<DevboxDetail, 'entrypoint' | 'exposedPorts'>,
): Pick<DevboxDetail, 'os' | 'osInDoubt'> => {
	const {os, inDoubt} = guessOs({
		labels: Config.Labels ?? {},
		image: ImageName,
		entrypoint,
		env: Config.Env ?? [],
		ports: exposedPorts,
		mounts: (Mounts ?? []).map(mount => mount.Destination),
	});
	return {os, ...(inDoubt && {osInDoubt: true})};
};

/**
 * Before version 5, Podman joins the words of an entrypoint with spaces, so `["sh", "-c", "a b"]` looks like four words. The
 * process's arguments resolve it: the entrypoint comes before the command there, after the words of an init (`--init`).
 */
const toEntrypoint = ({Config, Path, Args}: Found): readonly string[] => {
	if (Array.isArray(Config.Entrypoint)) return Config.Entrypoint;
	const joined = Config.Entrypoint ?? '';
	if (joined === '') return [];
	const command = Config.Cmd ?? [];
	const args = Args ?? [];
	// Podman lists a program without arguments as its own only argument.
	for (const words of [[Path, ...args], args, [Path]]) {
		const own = words.slice(0, words.length - command.length);
		const isWhole = [...own, ...command].every((word, at) => word === words[at]);
		for (const from of isWhole ? [0, own.indexOf('--') + 1] : []) {
			if (own.slice(from).join(' ') === joined) return own.slice(from);
		}
	}
	return joined.split(' ');
};

const toIdMap = (found: Found['HostConfig']['IDMappings']) =>
	found === null ? undefined : {uids: found.UidMap, gids: found.GidMap};

const toMount = (mount: {Type: string; Name: string; Source: string; Destination: string}): Mount => ({
	type: mount.Type === 'volume' || mount.Type === 'bind' || mount.Type === 'tmpfs' ? mount.Type : 'other',
	source: mount.Type === 'volume' && mount.Name !== '' ? mount.Name : mount.Source,
	destination: mount.Destination,
});
