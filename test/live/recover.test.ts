import {afterAll, beforeAll, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {type PlannedSnapshot, submitSnapshot} from '../../source/jobs/create-image.ts';
import {exitCodes} from '../../source/model/failure.ts';
import {homeIn, ok} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {dieWhileFrozen, jobFolder, runTo} from './frozen-death.ts';
import {allEvents, outcomeOf, type SnapshotLab, snapshotLab, withStep} from './snapshot-lab.ts';

let lab: Lab;
let on: SnapshotLab;
beforeAll(async () => {
	lab = await holdLab({name: `recover${process.pid}`, workers: 1, user: 'alice'});
	on = await snapshotLab(lab);
});
afterAll(async () => {
	on?.remote.close();
	await lab?.release();
});

const state = '$HOME/.local/state/ingot';
test('ingot recover shows what an interrupted job left, and rolls it back', async () => {
	const before = await on.traces();
	const planned = await dieWhileFrozen(on, 'never');
	const {id} = planned.request;
	const home = homeIn(lab);
	const listed = home.run('jobs');
	expect(listed.stdout).toMatch(new RegExp(`${id} +interrupted`, 'u'));
	expect(listed.stderr).toContain('run `ingot recover`');
	const told = ok(home.run('recover', '--dry-run'));
	for (const line of [
		`${lab.name}-1: ${id} Snapshot api into localhost/never:1`,
		'It was interrupted.',
		'Frozen: the DevBox api',
		`Needs cleanup: the container ingot-staging-${id}`,
		`Needs cleanup: the folder /var/tmp/ingot-${id}`,
		'To be rolled back: Pause the DevBox',
		'To be rolled back: Prepare a staging container',
	])
		expect(told).toContain(line);
	expect(await on.sh(`podman inspect --format '{{.State.Status}}' api`)).toBe('paused');
	// Somebody else's are not taken back without being named.
	const bob = homeIn(lab, '{user: bob, plan: pro, role: member}');
	expect(bob.run('recover').stderr).toContain('No job needs cleanup.');
	const rows = ok(home.run('recover', '--json'))
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(rows.map(row => [row.id, row.state, row.event])).toEqual([
		[id, 'interrupted', 'found'],
		[id, 'interrupted', 'recovered'],
	]);
	await on.sh(`rm -rf /var/tmp/ingot-${id}`);
	expect(await on.traces()).toBe(before);
	expect(home.run('recover').stderr).toContain('No job needs cleanup.');
	expect(home.run('recover', id)).toMatchObject({code: 0, stderr: `The job ${id} needs no cleanup.\n`});
	expect(home.run('recover', '20200101-000000-none').code).toBe(exitCodes.usage);
});

test('leftovers of a job without a folder are removed; things that only look like it never', async () => {
	const before = await on.traces();
	const planned = await dieWhileFrozen(on, 'never');
	const {id} = planned.request;
	await on.sh(`rm -rf ${jobFolder(planned)}
		printf 'FROM scratch\\nLABEL io.clustercode.job=20200101-000000-aaaa\\n' >/tmp/Containerfile
		podman build --quiet --label io.clustercode.job=20200101-000000-aaaa -f /tmp/Containerfile /tmp >/dev/null
		podman create --name ingot-staging-20200101-000000-aaaa --network none "$(podman inspect --format '{{.Image}}' api)" true >/dev/null
		mkdir -p /var/tmp/ingot-20200101-000000-aaaa /var/tmp/buildah123 /var/tmp/storage456
		ln -s /etc ${state}/unfinished/20200101-000000-bbbb
		mkdir /var/tmp/ingot-20200101-000000-cccc; chown 12345 /var/tmp/ingot-20200101-000000-cccc
		printf '1 1 another-boot\\n' >${state}/unfinished/20200101-000000-cccc`);
	const foreign = await on.sh(
		`podman ps -a --format '{{.Names}}' | grep aaaa; podman images -aq | sort; ls -A /var/tmp | grep -v ${id}`,
	);
	const home = homeIn(lab);
	const told = ok(home.run('recover'));
	for (const line of [
		`${id}\n  It was interrupted, and its folder is missing or damaged.`,
		'Frozen: the DevBox api',
		`Needs cleanup: the container ingot-staging-${id}`,
		`Needs cleanup: the folder /var/tmp/ingot-${id}`,
		'Everything was rolled back.',
	])
		expect(told).toContain(line);
	expect(told).not.toContain('aaaa');
	expect(told).not.toContain('the folder /var/tmp/ingot-20200101-000000-cccc');
	expect(
		await on.sh(
			`podman ps -a --format '{{.Names}}' | grep aaaa; podman images -aq | sort; ls -A /var/tmp | grep -v ${id}`,
		),
	).toBe(foreign);
	await on.sh(`podman rm ingot-staging-20200101-000000-aaaa; podman rmi $(podman images --quiet --filter label=io.clustercode.job=20200101-000000-aaaa)
		rm -rf /var/tmp/ingot-2020* /var/tmp/buildah123 /var/tmp/storage456 ${state}/unfinished/*`);
	expect(await on.traces()).toBe(before);
	expect(outcomeOf(await on.snapshot('api', {name: 'after'}))).toMatch(/^done/u);
});

const unfinished = (planned: PlannedSnapshot) => `${state}/unfinished/${planned.request.id}`;

/** The next snapshot on that worker, of another DevBox, has its turn; then the DevBox that was frozen is resumed. */
test.each(['pid', 'pid plan.sh', 'request.json', 'plan.sh /unfinished'])(
	'a job that died while its DevBox was frozen, and lost %s, blocks no other job',
	async names => {
		const lost = names.split(' ');
		const before = await on.traces();
		const planned = await dieWhileFrozen(on, 'never');
		const {id} = planned.request;
		const paths = lost.map(name =>
			name === '/unfinished' ? unfinished(planned) : `${jobFolder(planned)}/${name}`,
		);
		await on.sh(`rm ${paths.join(' ')}`);
		const home = homeIn(lab);
		const listed = home.run('jobs').stdout;
		if (lost.includes('request.json')) expect(listed).not.toContain(id);
		else expect(listed).toMatch(new RegExp(`${id} +interrupted`, 'u'));
		expect(ok(home.run('recover', '--dry-run'))).toContain('Frozen: the DevBox api');
		expect(outcomeOf(await on.snapshot('shop', {name: 'meanwhile'}))).toMatch(/^done/u);
		if (!lost.includes('plan.sh')) expect(await stateOfApi()).toBe('running');
		const recovered = home.run('recover');
		expect(recovered.stderr + recovered.stdout).toMatch(/No job needs cleanup|Everything was rolled back/u);
		expect(await stateOfApi()).toBe('running');
		expect(home.run('recover').stderr).toContain('No job needs cleanup.');
		await on.sh(`podman rmi localhost/meanwhile:1 >/dev/null; rm -rf /var/tmp/ingot-${id}`);
		expect(await on.traces()).toBe(before);
	},
);
const stateOfApi = () => on.sh(`podman inspect --format '{{.State.Status}}' api`);

test('snapshots on one worker wait for each other; a waiting one freezes nothing and can be cancelled', async () => {
	const go = `until [ -e ${state}/go ]; do sleep 0.1; done`;
	const first = withStep(
		on.plan(await on.look('api'), {name: 'q1'}),
		'check',
		real => `echo waiting; ${go}; ${real}`,
	);
	await runTo(on, first, 'waiting');
	const other = await snapshotLab(lab);
	const second = other.plan(await other.look('shop'), {name: 'q2'});
	await submitSnapshot(other.remote, second);
	const third = other.plan(await other.look('shop'), {name: 'q3'});
	await submitSnapshot(other.remote, third);
	const home = homeIn(lab);
	await until(() => home.run('jobs').stdout.match(/waiting/gu)?.length === 2);
	expect(await on.sh(`podman inspect --format '{{.State.Status}}' shop; ls ${state}/locks`)).not.toMatch(
		/paused|q2|q3/u,
	);
	await cancelJob(on.remote, third.request.id, 'alice');
	expect(outcomeOf(await allEvents(on.remote, third.request.id))).toBe('cancelled: Cancelled by alice.');
	await on.sh(`touch ${state}/go`);
	const events = await allEvents(on.remote, second.request.id);
	expect(events[1]).toMatchObject({
		kind: 'job-waiting',
		text: `Waiting for job ${first.request.id}: Snapshot api into localhost/q1:1`,
	});
	expect(outcomeOf(events)).toMatch(/^done/u);
	other.remote.close();
});
