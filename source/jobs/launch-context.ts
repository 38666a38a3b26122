import * as z from 'zod/mini';
import {goldenDisk} from '../model/golden-disk.ts';
import {renewedBy} from '../model/identity-choice.ts';
import type {Image} from '../model/image.ts';
import {identities, type LaunchContext, type LaunchOptions, noOptions} from '../model/launch.ts';
import {quote, withArguments} from '../model/shell.ts';
import {parseWindowsHost} from '../model/windows-host.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import stateFolder from '../worker/jobs/state-folder.sh';
import kvmTrial from '../worker/queries/kvm-trial.sh';
import launchContext from '../worker/queries/launch-context.sh';
import windowsHost from '../worker/queries/windows-host.sh';
import {parseLine} from './job-schemas.ts';

/** A running commit may delay the list of containers; conflicts then show in the launch itself. */
const listTimeoutMs = 1500;

/** Reads the context of a launch: names and ports in use, resources, and the user's last options for the image. */
export const probeLaunch = async (
	remote: Remote,
	image: Image,
	{user, ...options}: RunOptions & {user: string},
): Promise<LaunchContext> => {
	const [detail, networks, devboxes, {stdout}] = await Promise.all([
		remote.inspectImage(image.id, options),
		remote.networks(options),
		remote.devboxes({...options, timeoutMs: listTimeoutMs}).catch(() => []),
		remote.run(contextScript(image, user), options),
	]);
	const said = stdout.split('\n');
	const portsTaken = new Map(listeningPorts(said).map(port => [port, 'another program']));
	for (const devbox of devboxes) for (const port of devbox.ports) portsTaken.set(port, devbox.name);
	const numberOf = (key: string): number => Number(wordsAfter(said, key)[0] ?? 0);
	return {
		worker: remote.worker,
		image: {...image, id: detail.id},
		names: devboxes.map(each => each.name),
		portsTaken,
		networks,
		cpus: numberOf('cpus'),
		memoryBytes: numberOf('memory') * 1024,
		hasHealthCheck: detail.hasHealthCheck,
		imageCommand: detail.command,
		wantsName: !['', 'disabled', 'local'].includes(detail.config.labels['io.containers.autoupdate'] ?? ''),
		exposedPorts: detail.exposedPorts,
		renew: renewedBy(detail.config.labels),
		golden: goldenDisk(image, detail.config),
		...(image.os === 'windows' && {windows: parseWindowsHost(stdout)}),
		previous: previousOptions(said),
	};
};

const wordsAfter = (lines: readonly string[], key: string): readonly string[] =>
	lines
		.find(line => line.startsWith(`${key} `))
		?.split(' ')
		.slice(1) ?? [];

const contextScript = ({reference, os, id}: Image, user: string): string => {
	const begin = `{"reference":${JSON.stringify(reference)},"user":${JSON.stringify(user)},`;
	const windows = os === 'windows' ? [kvmTrial, quote(['try_kvm', id]), windowsHost] : [];
	return withArguments([begin], stateFolder, ...windows, launchContext);
};

/** `port tcp/1F90` → `tcp/8080` */
const listeningPorts = (lines: readonly string[]): readonly string[] =>
	lines.flatMap(line => {
		const [, protocol, port] = /^port (tcp|udp)\/([0-9A-F]{4})$/u.exec(line) ?? [];
		return port === undefined ? [] : [`${protocol}/${Number.parseInt(port, 16)}`];
	});

const texts = z.catch(z.array(z.string()), []);
const text = z.catch(z.string(), '');
const previousSchema = z.object({
	options: z.object({
		ports: texts,
		environment: texts,
		volumes: texts,
		cpus: text,
		memory: text,
		network: text,
		command: text,
		identity: z.catch(z.enum(identities), 'keep'),
	}),
});

const previousOptions = (lines: readonly string[]): LaunchOptions | undefined => {
	const line = lines.find(each => each.startsWith('previous '));
	if (line === undefined) return undefined;
	const {data} = previousSchema.safeParse(parseLine(line.slice('previous '.length)));
	return data === undefined ? undefined : {...noOptions, ...data.options};
};
