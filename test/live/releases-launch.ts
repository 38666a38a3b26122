import {expect} from 'vitest';
import {ok} from '../driver/homes.ts';
import {launchLate} from './late-launch.ts';
import type {ReleaseCase} from './releases-case.ts';
import type {ReleaseWorker} from './releases-lab.ts';

const launch = async ({on, ingot, alias}: ReleaseWorker) => {
	await on.sh('podman exec -u 0 api sh -c "echo tuned >/home/dev/tuned.txt"');
	ok(ingot('create', '-w', alias, '-f', 'api', '-n', 'tuned', '-t', 'v1', '-c', 'fast'));
	const options = ['-p', '8088:80', '-e', 'ODD=two words', '-v', 'typed:/data', '--memory', '64m'];
	const said = ok(ingot('launch', 'tuned:v1', '--name', 'from-tuned', ...options, '--json'));
	const id = await on.sh('podman ps --format "{{.ID}}" --filter name=from-tuned');
	expect(said).toContain(`Container ${id}`);
	expect(JSON.parse(said.trim().split('\n').at(-1) ?? '')).toMatchObject({
		kind: 'job-ended',
		outcome: 'done',
		text: 'from-tuned is running.',
	});
	expect(
		ok(ingot('shell', 'from-tuned', '--', 'sh', '-c', 'cat /home/dev/tuned.txt; printf %s "$ODD"')),
	).toBe('tuned\ntwo words');
	const {HostConfig, Mounts} = JSON.parse(await on.sh('podman inspect from-tuned'))[0];
	expect(HostConfig).toMatchObject({
		Memory: 64 * 1024 ** 2,
		PortBindings: {'80/tcp': [{HostPort: '8088'}]},
	});
	expect(Mounts).toMatchObject([{Type: 'volume', Name: 'typed', Destination: '/data'}]);
	const state = () => on.sh("podman inspect --format '{{.State.Status}}' from-tuned");
	ok(ingot('stop', 'from-tuned'));
	expect(await state()).toBe('exited');
	ok(ingot('start', 'from-tuned'));
	expect(await state()).toBe('running');
	await on.sh('podman pause from-tuned');
	ok(ingot('start', 'from-tuned'));
	expect(await state()).toBe('running');
	ok(ingot('rm', 'from-tuned', '--yes'));
	await on.sh('podman volume rm typed; podman rmi localhost/tuned:v1');
	expect(await on.sh('podman ps -aq --filter name=from-tuned')).toBe('');
};

const health = async ({on, ingot}: ReleaseWorker) => {
	await on.sh(`mkdir -p /tmp/checked; cd /tmp/checked
		printf 'FROM localhost/devbase:1\\nLABEL io.clustercode.managed=true\\nHEALTHCHECK CMD test -e /healthy\\n' >Containerfile
		podman build --quiet --format docker --tag localhost/checked:1 .`);
	const well = ingot('launch', 'checked:1', '--name', 'well', '--', 'sh', '-c', 'touch /healthy; sleep 600');
	expect(ok(well)).toContain('Healthy.');
	ok(ingot('rm', 'well', '--yes'));
	await on.sh('podman rmi localhost/checked:1');
};

/** What podman run refuses, in words that say what to do. */
const refusals: readonly {
	readonly what: string;
	readonly command?: string;
	readonly network?: string;
	readonly port?: string;
	readonly before?: string;
	readonly meanwhile: string;
	readonly said: string;
	readonly code: number;
	readonly after?: string;
}[] = [
	{
		what: 'a name',
		meanwhile: 'podman create --name late localhost/devbase:1 sh',
		said: 'The worker has a container with this name already.',
		code: 5,
		after: 'podman rm late',
	},
	{
		what: 'a port of a container',
		port: '8091:80',
		meanwhile: 'podman run -d --name first -p 8091:80 localhost/devbase:1 sleep 600',
		said: 'A port is taken on the worker: ',
		code: 5,
		after: 'podman rm -f -t 0 first',
	},
	{
		what: 'a port of a program',
		port: '22:80',
		meanwhile: 'true',
		said: 'Port 22 of the worker is already used',
		code: 5,
	},
	{
		what: 'a network',
		before: 'podman network create gone',
		network: 'gone',
		meanwhile: 'podman network rm gone',
		said: 'The network is gone from this worker.',
		code: 1,
	},
	{
		what: 'an image',
		meanwhile: 'podman rmi localhost/brief:1',
		said: 'The image is gone from this worker.',
		code: 1,
	},
	{
		what: 'a command',
		command: 'no-such-command',
		meanwhile: 'true',
		said: 'The command is not in the image.',
		code: 1,
	},
	{
		what: 'a command by path',
		command: '/no/such/command',
		meanwhile: 'true',
		said: 'The command is not in the image.',
		code: 1,
	},
	{
		what: 'a command that is a folder',
		command: '/etc',
		meanwhile: 'true',
		said: 'The command is a folder, or a file that its user may not run.',
		code: 1,
	},
	{
		what: 'a command that is no program',
		command: '/etc/passwd',
		meanwhile: 'true',
		said: 'The command is a folder, or a file that its user may not run.',
		code: 1,
	},
	{
		what: 'one that ends',
		command: 'sh -c "echo why; exit 3"',
		meanwhile: 'true',
		said: 'The DevBox ended at once (exit code 3)',
		code: 1,
	},
];

const refusedBy = async ({on, ingot}: ReleaseWorker, cases: typeof refusals) => {
	const wrong: string[] = [];
	for (const {what, before, meanwhile, after, port, network = '', command = '', said, code} of cases) {
		await on.sh(`seed=$(podman create localhost/devbase:1 sh)
			podman commit -q --pause=false --change "LABEL io.clustercode.managed=true" $seed localhost/brief:1; podman rm $seed
			${before ?? 'true'}`);
		const draft = {name: 'late', network, command, ports: port === undefined ? [] : [port]};
		const outcome = await launchLate({
			...{remote: on.remote, image: 'brief', draft},
			meanwhile: () => on.sh(meanwhile),
		}).then(
			job => ingot('attach', job),
			(thrown: Error) => ({code: 5, stdout: thrown.message}),
		);
		if (outcome.code !== code || !outcome.stdout.includes(said))
			wrong.push(`${what}: ${outcome.code} ${outcome.stdout}`);
		if (after !== undefined) await on.sh(after);
		const left = await on.sh('podman ps -aq --filter name=late; ls ~/.local/state/ingot/locks');
		if (left !== '') wrong.push(`${what} leaves ${left}`);
		await on.sh('podman image exists localhost/brief:1 && podman rmi -f localhost/brief:1 || true');
	}
	expect(wrong).toEqual([]);
};

/** crun starts nothing on hybrid cgroups unless it is to make none. */
const useCrun = `command -v crun >/dev/null || exit 7
	cp /etc/containers/containers.conf /tmp/containers.conf
	sed -i 's/"runc"/"crun"/; s/^\\[containers\\]/&\\ncgroups = "disabled"/' /etc/containers/containers.conf`;

const refusedByCrun = async (at: ReleaseWorker) => {
	await at.on.sh(useCrun);
	try {
		await refusedBy(
			at,
			refusals.filter(each => each.what.startsWith('a command')),
		);
	} finally {
		await at.on.sh('cp /tmp/containers.conf /etc/containers/containers.conf');
	}
};

/** The rows of the table that start DevBoxes. */
export const launchCases: readonly ReleaseCase[] = [
	{name: 'launch', title: 'a DevBox is launched from a snapshot, stopped, started and removed', run: launch},
	{name: 'health', title: 'a launch waits for the health check of its image', run: health},
	{
		name: 'refusals',
		title: 'a launch that Podman refuses says what to do',
		run: at => refusedBy(at, refusals),
	},
	{name: 'refusals, crun', title: 'so does one that crun refuses', run: refusedByCrun},
];
