import {basename} from 'node:path/posix';
import type {DevboxDetail} from '../model/devbox.ts';
import type {HealthCheck} from '../model/image-config.ts';
import type {SnapshotSource} from '../model/snapshot.ts';

/** The configuration of a snapshot's image, apart from labels and variables. */
export type ImageConfiguration = {
	/** The manifest format. Health check, ONBUILD and SHELL exist in docker's only. */
	readonly format: 'oci' | 'docker';
	/** For `podman commit --change`. */
	readonly changes: readonly string[];
	/** One Containerfile line for what a commit cannot set: the DevBox's own health check. */
	readonly instruction: string | undefined;
	/** What differs from the DevBox, in sentences. */
	readonly losses: readonly string[];
	/** A Go template for `podman image inspect`, and its expected output. */
	readonly expected: {readonly format: string; readonly text: string};
};

/** The configuration of the image: that of the DevBox as it was started. @param layers how many the image will have */
export const imageConfiguration = (source: SnapshotSource, layers: number): ImageConfiguration => {
	const {devbox, image} = source;
	const program = programOf(source);
	const check = healthCheckOf(source);
	const stopSignal = devbox.stopSignal || 'SIGTERM';
	return {
		format: image.format === 'docker' || check.isThere ? 'docker' : 'oci',
		changes: [
			...(devbox.user === '' ? [] : [`USER ${devbox.user}`]),
			`WORKDIR ${devbox.workdir || '/'}`,
			`ENTRYPOINT ${JSON.stringify(program.entrypoint)}`,
			`CMD ${JSON.stringify(program.command)}`,
			...devbox.exposedPorts.map(port => `EXPOSE ${port}`),
			...anonymousVolumes(source).map(path => `VOLUME ${JSON.stringify([path])}`),
			// Podman 5 drops the image's own with any --change.
			...(stopSignal === 'SIGTERM' && image.stopSignal === '' ? [] : [`STOPSIGNAL ${stopSignal}`]),
		],
		instruction: check.instruction,
		losses: [
			...check.losses,
			...(isMounted(devbox)
				? [
						'The program of the DevBox is mounted into it, so the image runs the program of the base image instead.',
					]
				: []),
		],
		expected: expectation([
			['user', '{{json .Config.User}}', JSON.stringify(devbox.user)],
			['working directory', '{{json .Config.WorkingDir}}', JSON.stringify(devbox.workdir || '/')],
			['entrypoint', list('.Config.Entrypoint'), toList(program.entrypoint)],
			['command', list('.Config.Cmd'), toList(program.command)],
			['health check', '{{if .HealthCheck}}{{json .HealthCheck.Test}}{{end}}', toList(check.test)],
			['number of layers', '{{len .RootFS.Layers}}', String(layers)],
			['architecture', '{{.Architecture}}', image.architecture],
		]),
	};
};

/**
 * What the image runs. If the DevBox's program is in a mount (distrobox, toolbox: a file of the worker), its image could not be
 * launched with it, so the image keeps the program of the base image.
 */
const programOf = ({devbox, image}: SnapshotSource) => {
	const own = {entrypoint: devbox.entrypoint, command: devbox.command};
	if (!isMounted(devbox)) return own;
	const ofImage = {entrypoint: image.entrypoint, command: image.command};
	return image.entrypoint.length + image.command.length > 0
		? ofImage
		: {entrypoint: [], command: ['/bin/sh']};
};

/** Whether the program of the DevBox is in a mount and not in its files. */
const isMounted = ({entrypoint, command, mounts}: DevboxDetail): boolean => {
	const [program = ''] = [...entrypoint, ...command];
	return mounts.some(({destination}) =>
		program.includes('/')
			? program === destination || program.startsWith(`${destination.replace(/\/$/u, '')}/`)
			: program !== '' && basename(destination) === program,
	);
};

/** Mount points of anonymous volumes (`podman run --volume /data`). A commit of the DevBox itself declares them already. */
const anonymousVolumes = ({devbox, image}: SnapshotSource): readonly string[] =>
	devbox.mounts
		.filter(({type, source}) => type === 'volume' && /^[0-9a-f]{64}$/u.test(source))
		.map(({destination}) => destination)
		.filter(path => !image.volumes.includes(path));

/** A commit keeps only the image's health check; the DevBox's own needs a build, which would run ONBUILD triggers. */
const healthCheckOf = ({devbox, image}: SnapshotSource) => {
	const isOwn = !isSameCheck(devbox.healthCheck, image.healthCheck);
	if (!isOwn || image.onBuild.length > 0) {
		return {
			isThere: image.healthCheck !== undefined,
			test: image.healthCheck?.test ?? [],
			instruction: undefined,
			losses: isOwn
				? ['The health check of the DevBox is not in the image, because the base image has ONBUILD triggers.']
				: [],
		};
	}
	return {
		isThere: true,
		test: devbox.healthCheck === undefined ? ['NONE'] : writtenTest(devbox.healthCheck.test),
		instruction: healthInstruction(devbox.healthCheck),
		losses: [],
	};
};

const defaults = {interval: 30e9, timeout: 30e9, startPeriod: 0, retries: 3};

/** Podman reports a container's with defaults filled in, an image's as written. */
const isSameCheck = (a: HealthCheck | undefined, b: HealthCheck | undefined): boolean =>
	checkKey(a) === checkKey(b);
const checkKey = (check: HealthCheck | undefined): string =>
	check === undefined || check.test.length === 0
		? ''
		: JSON.stringify([
				check.test,
				check.interval || defaults.interval,
				check.timeout || defaults.timeout,
				check.startPeriod || defaults.startPeriod,
				check.retries || defaults.retries,
			]);

/** Containerfiles have their own continuations and comments, so only plain lines can be passed to a shell as they are. */
const writtenTest = (test: readonly string[]): readonly string[] => {
	const [kind, ...words] = test;
	const text = words.join(' ');
	if (kind !== 'CMD-SHELL' || /^[^\s[#\\<\p{C}](?:[^\\<\p{C}]*[^\s\\<\p{C}])?$/u.test(text)) return test;
	return ['CMD', '/bin/sh', '-c', text];
};

const healthInstruction = (check: HealthCheck | undefined): string => {
	const [kind = 'NONE', ...words] = writtenTest(check?.test ?? []);
	if (check === undefined || kind === 'NONE') return 'HEALTHCHECK NONE\n';
	const flag = (name: string, nanoseconds: number) => (nanoseconds > 0 ? [`--${name}=${nanoseconds}ns`] : []);
	return `HEALTHCHECK ${[
		...flag('interval', check.interval),
		...flag('timeout', check.timeout),
		...flag('start-period', check.startPeriod),
		...(check.retries > 0 ? [`--retries=${check.retries}`] : []),
		'CMD',
		kind === 'CMD' ? JSON.stringify(words) : words.join(' '),
	].join(' ')}\n`;
};

const list = (field: string) => `{{if ${field}}}{{json ${field}}}{{end}}`;
const toList = (words: readonly string[]) => (words.length === 0 ? '' : JSON.stringify(words));

const expectation = (rows: readonly (readonly [name: string, template: string, wanted: string])[]) => ({
	format: rows.map(([name, template]) => `${name}: ${template}`).join('\n'),
	text: `${rows.map(([name, , wanted]) => `${name}: ${wanted}`).join('\n')}\n`,
});
