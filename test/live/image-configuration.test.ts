import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {probeDevbox} from '../../source/jobs/create-image.ts';
import type {ImageChoice} from '../../source/model/image-choice.ts';
import {extraVariables} from '../../source/model/image-environment.ts';
import {homeIn, member, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

// One worker where Podman is root, one where it is not.

const kinds = ['plain', 'rootless'] as const;
let lab: Lab;
const on = new Map<string, SnapshotLab>();
beforeAll(async () => {
	lab = await holdLab({name: `config${process.pid}`, workers: 0});
	for (const kind of kinds) {
		await lab.addWorker(kind, kind);
		on.set(kind, await snapshotLab(lab, kind));
	}
});
afterAll(async () => {
	for (const each of on.values()) each.remote.close();
	await lab?.release();
});

/** As the user who logs in there. */
const sh = async (kind: string, script: string): Promise<string> => {
	const {stdout} = await promisify(execFile)('ssh', ['-F', lab.sshConfig, `${lab.name}-${kind}`, script]);
	return stdout.trim();
};
const stay = `sh -c 'trap exit TERM; while :; do sleep 3600 & wait; done'`;
const own = '--label io.clustercode.launched-by=alice --network none --stop-timeout 1';
const idOf = (kind: string, name: string) => sh(kind, `podman inspect --format '{{.Id}}' ${name}`);
const look = async (kind: string, name: string) => {
	const {remote} = on.get(kind) as SnapshotLab;
	return probeDevbox(remote, await idOf(kind, name));
};

test.each(kinds)('%s: a DevBox is read with everything that differs from its image', async kind => {
	await sh(
		kind,
		`cd "$(mktemp -d)"
printf 'FROM localhost/devbase:1\\nENV A=1 NPM_TOKEN=x\\nLABEL com.docker.compose.project=shop team=web\\nHEALTHCHECK --interval=5s CMD true\\nONBUILD RUN true\\nSHELL ["/bin/sh","-ec"]\\nSTOPSIGNAL SIGINT\\nEXPOSE 80\\nVOLUME /v\\n' >Containerfile
podman build --quiet --format docker --tag localhost/whole:1 . >/dev/null
printf s3cret >secret; podman secret create db secret >/dev/null
podman run -d --quiet --name box ${own} --env A=2 --env EDITOR=vim --env API_TOKEN=hunter2 --secret db,type=env,target=DB \\
	--label com.docker.compose.service=api --label PODMAN_SYSTEMD_UNIT=x.service --label note=mine \\
	--health-cmd 'echo hi' --stop-signal SIGUSR1 --entrypoint '["sh","-c"]' localhost/whole:1 'while :; do sleep 1; done' >/dev/null`,
	);
	const {devbox, image} = await look(kind, 'box');
	expect(image).toMatchObject({
		env: expect.arrayContaining(['A=1', 'NPM_TOKEN=x']),
		labels: {'com.docker.compose.project': 'shop', team: 'web'},
		stopSignal: 'SIGINT',
		healthCheck: {test: ['CMD-SHELL', 'true'], interval: 5e9},
		onBuild: ['RUN true'],
		shell: ['/bin/sh', '-ec'],
		exposedPorts: ['80/tcp'],
		volumes: ['/v'],
		format: 'docker',
		layers: 1,
	});
	expect(devbox).toMatchObject({
		entrypoint: ['sh', '-c'],
		command: ['while :; do sleep 1; done'],
		stopSignal: 'SIGUSR1',
		healthCheck: {test: ['CMD-SHELL', 'echo hi']},
		madeBy: {namesAll: true, variables: ['A', 'EDITOR', 'API_TOKEN'], secrets: ['DB']},
		autoRemove: false,
		stopTimeout: 1,
	});
	// Podman puts the value of a secret among the variables when the container starts.
	expect(devbox.env).toContain('DB=s3cret');
});

const dryRun = (kind: string, ...flags: readonly string[]) =>
	homeIn(lab, member('alice')).run(
		...['create', '-w', `${lab.name}-${kind}`, '-f', 'box', '-n', 'golden', '--dry-run', '--json'],
		...['--method', kind === 'rootless' ? 'restart' : 'auto', ...flags],
	);

test.each(kinds)('%s: --dry-run lists what the image gets, by name and without values', async kind => {
	const said = ok(dryRun(kind, '--keep-env', 'API_TOKEN', '--drop-env', 'EDITOR'));
	const {choice}: {choice: ImageChoice} = JSON.parse(said);
	expect(choice.variables).toEqual([
		{name: 'A', kept: true, looksSecret: false},
		{name: 'API_TOKEN', kept: true, looksSecret: true, because: 'looks like a secret'},
		{name: 'DB', kept: false, looksSecret: true, because: 'looks like a secret'},
		{name: 'EDITOR', kept: false, looksSecret: false},
	]);
	expect(choice.secretsInImage).toEqual(['NPM_TOKEN']);
	expect(choice.labels).toMatchObject({
		kept: {note: 'mine'},
		dropped: [
			{name: 'PODMAN_SYSTEMD_UNIT', tool: 'systemd'},
			{name: 'com.docker.compose.service', tool: 'Compose'},
		],
		emptied: [{name: 'com.docker.compose.project', tool: 'Compose'}],
	});
	expect(said).not.toMatch(/hunter2|s3cret|vim/u);
	expect(dryRun(kind, '--keep-env', 'OTHER')).toMatchObject({
		code: 2,
		stderr: expect.stringContaining('It has: A, API_TOKEN, DB, EDITOR.'),
	});
});

test.each(kinds)('%s: a container of the plain image has no extra variables', async kind => {
	for (const [name, options] of Object.entries({
		bare: '',
		tty: '--tty',
		named: '--hostname web',
		user: '--user 1000',
	})) {
		await sh(
			kind,
			`podman run -d --quiet --name ${name} ${own} ${options} localhost/devbase:1 ${stay} >/dev/null`,
		);
	}
	for (const name of ['bare', 'tty', 'named', 'user'])
		expect([name, extraVariables(await look(kind, name))]).toEqual([name, []]);
});
