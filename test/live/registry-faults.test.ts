import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {listRegistered} from '../../source/jobs/list-registered.ts';
import {type PlannedTransfer, submitTransfer} from '../../source/jobs/registry-image.ts';
import {registryScripts} from '../../source/jobs/registry-scripts.ts';
import {quote} from '../../source/model/shell.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {
	allowPlain,
	type LabRegistry,
	makeImage,
	pullOf,
	pushOf,
	run,
	startRegistry,
	traces,
} from './registry-lab.ts';
import {allEvents, outcomeOf, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

let lab: Lab;
let hub: SnapshotLab;
let registry: LabRegistry;
const open: SnapshotLab[] = [];
const large = () => `${registry.at}/team/large:1`;

/** A worker that may use the registry. @param exec runs a script as who logs in there; default root */
const join = async (
	name: string,
	exec?: Parameters<typeof snapshotLab>[2],
): Promise<SnapshotLab & {readonly before: string}> => {
	const on = await snapshotLab(lab, name, exec);
	open.push(on);
	const asRoot = {...on, sh: async (script: string) => (await lab.exec(name, ['sh', '-euc', script])).stdout};
	await allowPlain(asRoot, registry);
	await on.sh('mkdir -p "$HOME/.local/state/ingot/locks" "$HOME/.local/state/ingot/images"');
	return {...on, before: await traces(on)};
};

beforeAll(async () => {
	lab = await holdLab({name: `regfaults${process.pid}`, workers: 0});
	await lab.addWorker('hub', 'plain');
	hub = await snapshotLab(lab, 'hub');
	open.push(hub);
	registry = await startRegistry(lab, 'hub', {port: 5000});
	await allowPlain(hub, registry);
	await makeImage(hub, 'large', {kib: 90_000});
	await run(hub, await pushOf(hub, 'localhost/large:1', {to: large()}));
});
afterAll(async () => {
	for (const {remote} of open) remote.close();
	await lab?.release();
});

/** The job gives a silent registry up sooner than it would. */
const impatient = (planned: PlannedTransfer): PlannedTransfer => ({
	...planned,
	files: [
		...planned.files,
		...registryScripts.flatMap(({name, text}) =>
			name === 'ask-registry.sh'
				? [{name, text: text.replace(/^silence_seconds=\d+$/mu, 'silence_seconds=15')}]
				: [],
		),
	],
});
test('a pull on a full disk says so, and leaves no image and no layer', async () => {
	await lab.addWorker('full', 'full', {storageMb: 70});
	const full = await join('full');
	expect(outcomeOf(await run(full, pullOf(full, large())))).toMatch(
		/^failed: The disk is full: \d+ MiB are free in \/var\/tmp\. Free disk space there and try again\.$/u,
	);
	expect(await traces(full)).toBe(full.before);
});

test('a registry that goes silent ends a pull and a push with the reason, and nothing is left', async () => {
	await lab.addWorker('b', 'plain');
	const b = await join('b');
	await makeImage(b, 'own', {kib: 90_000});
	const before = await traces(b);
	const pull = impatient(pullOf(b, large()));
	const push = impatient(await pushOf(b, 'localhost/own:1', {to: `${registry.at}/team/own:1`}));
	const silent = /^failed: No byte went to or came from the registry \S+ for 15 s\. Check its network/u;
	for (const planned of [pull, push]) {
		await submitTransfer(b.remote, planned);
		await b.sh(`cd "$HOME/.local/state/ingot/jobs/${planned.request.id}"
			until [ -e status.json ] || { [ -e pipe ] && ls /var/tmp/ingot-*/temporary/* && grep -q 'blob sha256:' said; } >/dev/null 2>&1; do :; done`);
		await lab.cutWorker('hub');
		try {
			expect(outcomeOf(await allEvents(b.remote, planned.request.id))).toMatch(silent);
		} finally {
			await lab.mendWorker('hub');
		}
		expect(await traces(b)).toBe(before);
	}
	expect(outcomeOf(await run(b, pullOf(b, large())))).toBe('done: localhost/large:1 is ready.');
});

test('a worker without root pushes and pulls, and a pull that is cancelled leaves nothing', async () => {
	await lab.addWorker('dev', 'rootless');
	const dev = await join('dev', async script => {
		const argv = ['-F', lab.sshConfig, `${lab.name}-dev`, quote(['sh', '-euc', script])];
		const {stdout, stderr} = await promisify(execFile)('ssh', argv, {maxBuffer: 64e6});
		return {code: 0, stdout, stderr};
	});
	const cancelled = pullOf(dev, large());
	await submitTransfer(dev.remote, cancelled);
	const {id} = cancelled.request;
	await dev.sh(`until [ -e "$HOME/.local/state/ingot/jobs/${id}/pipe" ]; do sleep 0.05; done`);
	await cancelJob(dev.remote, id, 'alice');
	expect(outcomeOf(await allEvents(dev.remote, id))).toMatch(/^cancelled: /u);
	expect(await traces(dev)).toBe(dev.before);

	await makeImage(dev, 'mine', {kib: 400, base: 'scratch'});
	const to = `${registry.at}/team/mine:1`;
	expect(outcomeOf(await run(dev, await pushOf(dev, 'localhost/mine:1', {to})))).toBe(
		`done: ${to} is in the registry.`,
	);
	// The connection may have ended while its network was away.
	const again = await snapshotLab(lab, 'hub');
	open.push(again);
	expect(outcomeOf(await run(again, pullOf(again, to)))).toBe('done: localhost/mine:1 is ready.');
	const facts = "podman image inspect --format '{{.Id}} {{json .RootFS}} {{json .Labels}}' localhost/mine:1";
	const made = await dev.sh(facts);
	expect(await hub.sh(facts)).toBe(made);
	await dev.sh('podman rmi localhost/mine:1');
	expect(outcomeOf(await run(dev, pullOf(dev, to)))).toBe('done: localhost/mine:1 is ready.');
	expect(await dev.sh(facts)).toBe(made);
	expect(await listRegistered(dev.remote)).toEqual([
		{worker: dev.remote.worker.name, id: made.split(' ')[0], name: to},
	]);
});
