import * as z from 'zod/mini';
import {type ContainerSettings, optionNames} from '../model/container-settings.ts';
import {Failure} from '../model/failure.ts';
import {quote} from '../model/shell.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import {parseLine} from './job-schemas.ts';

const text = z.catch(z.string(), '');
const texts = z.catch(z.array(z.string()), []);
const number = z.catch(z.number(), 0);
const yes = z.catch(z.boolean(), false);
const portMap = z.catch(
	z.record(z.string(), z.nullable(z.array(z.object({HostIp: text, HostPort: text})))),
	{},
);

/** Fields of `podman container inspect`; one that a release of Podman lacks counts as its default. */
const schema = z.object({
	Pod: text,
	ImageName: text,
	Mounts: z.catch(
		z.array(
			z.object({
				...{Type: text, Name: text, Source: text, Destination: text, Mode: text, Options: texts},
				...{RW: z.catch(z.boolean(), true), Propagation: text},
			}),
		),
		[],
	),
	NetworkSettings: z.catch(z.object({Networks: z.catch(z.record(z.string(), z.unknown()), {})}), {
		Networks: {},
	}),
	Config: z.object({
		...{Labels: z.catch(z.record(z.string(), z.string()), {}), Tty: yes, OpenStdin: yes},
		...{CreateCommand: texts, Timezone: text, Umask: text, Image: text},
	}),
	HostConfig: z.object({
		...{NetworkMode: text, PortBindings: portMap, AutoRemove: yes, CapAdd: texts, CapDrop: texts, Dns: texts},
		...{
			DnsOptions: texts,
			DnsSearch: texts,
			ExtraHosts: texts,
			GroupAdd: texts,
			IpcMode: text,
			PidMode: text,
		},
		...{UTSMode: text, UsernsMode: text, Privileged: yes, ReadonlyRootfs: yes, SecurityOpt: texts, Init: yes},
		...{ShmSize: number, OomScoreAdj: number, CpuShares: number, Memory: number, MemorySwap: number},
		...{MemoryReservation: number, CpuPeriod: number, CpuQuota: number, CpusetCpus: text, CpusetMems: text},
		PidsLimit: number,
		IDMappings: z.catch(z.unknown(), undefined),
		RestartPolicy: z.catch(z.object({Name: text, MaximumRetryCount: number}), {
			Name: '',
			MaximumRetryCount: 0,
		}),
		Tmpfs: z.catch(z.record(z.string(), z.string()), {}),
		Devices: z.catch(
			z.array(z.object({PathOnHost: text, PathInContainer: text, CgroupPermissions: text})),
			[],
		),
		Ulimits: z.catch(z.array(z.object({Name: text, Soft: number, Hard: number})), []),
	}),
});
type Found = z.infer<typeof schema>;

/** Reads how a DevBox was created. @throws Failure if it is gone or Podman's answer is not understood */
export const readSettings = async (
	remote: Remote,
	id: string,
	options?: RunOptions,
): Promise<ContainerSettings> => {
	const {stdout} = await remote.run(quote(['podman', 'container', 'inspect', '--', id]), options);
	const [found] = z.array(schema).safeParse(parseLine(stdout)).data ?? [];
	if (found !== undefined) return toSettings(found);
	throw new Failure(`${remote.worker.name} did not say how the DevBox was created.`, {
		hint: 'Check that it still exists: ingot devboxes.',
	});
};

const toSettings = (found: Found): ContainerSettings => {
	const {Config, HostConfig, NetworkSettings, Mounts} = found;
	const {Name: restart, MaximumRetryCount: times} = HostConfig.RestartPolicy;
	const given = optionNames(Config.CreateCommand, Config.Image || found.ImageName);
	return {
		ports: Object.entries(HostConfig.PortBindings).flatMap(([inside, bindings]) =>
			(bindings ?? []).map(({HostIp, HostPort}) => ({inside, hostIp: HostIp, hostPort: HostPort})),
		),
		mounts: Mounts.map(each => ({
			type: each.Type,
			source: each.Type === 'volume' && each.Name !== '' ? each.Name : each.Source,
			destination: each.Destination,
			options: [
				each.RW ? 'rw' : 'ro',
				...[each.Propagation, ...each.Options, ...each.Mode.split(',')].filter(word => word !== ''),
			],
		})),
		tmpfs: HostConfig.Tmpfs,
		networkMode: HostConfig.NetworkMode,
		networks: Object.keys(NetworkSettings.Networks),
		restart: ['', 'no'].includes(restart) ? '' : times > 0 ? `${restart}:${times}` : restart,
		isPrivileged: HostConfig.Privileged,
		isReadOnly: HostConfig.ReadonlyRootfs,
		hasInit: HostConfig.Init,
		hasTerminal: Config.Tty,
		keepsInput: Config.OpenStdin,
		autoRemove: HostConfig.AutoRemove,
		isIdMapped: HostConfig.IDMappings != null || !['', 'host'].includes(HostConfig.UsernsMode),
		inPod: found.Pod !== '',
		limits: [...limitsOf(found), ...accessOf(found)],
		given,
		unit: Config.Labels.PODMAN_SYSTEMD_UNIT ?? '',
	};
};

type Option = readonly [option: string, value: string];
const usualShm = 65_536_000;
const usualPids = 2048;

const limitsOf = ({HostConfig: host, Config}: Found): readonly Option[] => {
	const amount = (option: string, value: number, usual = 0): readonly Option[] =>
		value === 0 || value === usual ? [] : [[option, String(value)]];
	const word = (option: string, value: string): readonly Option[] => (value === '' ? [] : [[option, value]]);
	const hasUlimits = Config.CreateCommand.some(each => /^--ulimit(?:=|$)/u.test(each));
	return [
		...amount('--memory', host.Memory),
		...amount('--memory-swap', host.MemorySwap, host.Memory * 2),
		...amount('--memory-reservation', host.MemoryReservation),
		...(host.CpuQuota > 0 ? amount('--cpu-period', host.CpuPeriod) : []),
		...amount('--cpu-quota', host.CpuQuota),
		...amount('--cpu-shares', host.CpuShares),
		...word('--cpuset-cpus', host.CpusetCpus),
		...word('--cpuset-mems', host.CpusetMems),
		...amount('--pids-limit', host.PidsLimit, usualPids),
		...amount('--shm-size', host.ShmSize, usualShm),
		...amount('--oom-score-adj', host.OomScoreAdj),
		...word('--tz', Config.Timezone),
		...word('--umask', Config.Umask === '0022' ? '' : Config.Umask),
		// Podman lists defaults of the worker, too.
		...(hasUlimits ? host.Ulimits : []).map(
			({Name, Soft, Hard}): Option => [
				'--ulimit',
				`${Name.replace(/^RLIMIT_/u, '').toLowerCase()}=${Soft}:${Hard}`,
			],
		),
	];
};

const accessOf = ({HostConfig: host}: Found): readonly Option[] => {
	const each = (option: string, values: readonly string[]): readonly Option[] =>
		values.map(value => [option, value]);
	const mode = (option: string, value: string): readonly Option[] =>
		['', 'private', 'shareable'].includes(value) ? [] : [[option, value]];
	return [
		...(host.Privileged ? [] : each('--cap-add', host.CapAdd)),
		...(host.Privileged ? [] : each('--cap-drop', host.CapDrop)),
		...(host.Privileged ? [] : host.Devices).map(
			({PathOnHost, PathInContainer, CgroupPermissions}): Option => [
				'--device',
				[PathOnHost, PathInContainer, CgroupPermissions].filter(word => word !== '').join(':'),
			],
		),
		...each('--security-opt', host.SecurityOpt),
		...each('--group-add', host.GroupAdd),
		...each('--add-host', host.ExtraHosts),
		...each('--dns', host.Dns),
		...each('--dns-search', host.DnsSearch),
		...each('--dns-option', host.DnsOptions),
		...mode('--ipc', host.IpcMode),
		...mode('--pid', host.PidMode),
		...mode('--uts', host.UTSMode),
	];
};
