import {expect} from 'vitest';
import type {Check} from '../../source/model/doctor.ts';
import {ok} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import {dieWhileFrozen} from './frozen-death.ts';
import {type ReleaseCase, rowsOf} from './releases-case.ts';
import type {ReleaseWorker} from './releases-lab.ts';
import {launchCases} from './releases-launch.ts';
import {rollbackCases} from './releases-rollback.ts';
import {rootlessCases} from './releases-rootless.ts';
import {travelCases} from './releases-travel.ts';
import {methods, outcomeOf} from './snapshot-lab.ts';

const lists = async ({on, ingot}: ReleaseWorker) => {
	await on.sh('podman pause plain');
	try {
		const boxes = rowsOf(ok(ingot('devboxes', '--json')));
		expect(boxes.map(({name, state, owner, eligible}) => [name, state, owner, eligible]).toSorted()).toEqual([
			['api', 'running', 'alice', true],
			['bobs-box', 'running', 'bob', false],
			['cloudy', 'running', 'alice', false],
			['copycat', 'running', null, false],
			['idle', 'stopped', 'alice', false],
			['plain', 'paused', null, false],
			['shop', 'running', 'alice', true],
		]);
	} finally {
		await on.sh('podman unpause plain');
	}
	expect(rowsOf(ok(ingot('images', '--json')))).toMatchObject([
		{reference: 'localhost/node-base:22', owner: 'bob', os: 'linux', capabilities: ['git', 'node']},
	]);
	const shop = await on.remote.inspect(await on.idOf('shop'));
	expect(shop.mounts.map(each => `${each.type} ${each.source} ${each.destination}`)).toEqual([
		'volume shop-data /data',
		'bind /srv /mnt/host',
	]);
};

const events = async ({on}: ReleaseWorker) => {
	const stop = new AbortController();
	const seen: string[] = [];
	const following = (async () => {
		for await (const {subject, action} of on.remote.changes(stop.signal)) seen.push(`${subject} ${action}`);
	})();
	await until(() => seen.includes('stream open'), {what: 'the stream'});
	await on.sh('podman pause shop; podman unpause shop; podman tag localhost/devbase:1 localhost/ev:1');
	await on.sh('podman rmi localhost/ev:1');
	const wanted = ['container pause', 'container unpause', 'image tag', 'image untag'];
	await until(() => wanted.every(each => seen.includes(each)), {what: 'the events', seen: () => seen.join()});
	stop.abort();
	await following;
};

const configOf = async ({on}: ReleaseWorker, image: string) => {
	const {
		Labels: _,
		Env,
		...config
	} = JSON.parse(await on.sh(`podman image inspect --format '{{json .Config}}' ${image}`));
	return {...config, Env: Env.toSorted()};
};
const layersOf = ({on}: ReleaseWorker, image: string) =>
	on.sh(`podman image inspect --format '{{json .RootFS.Layers}}' ${image}`);

/** Layers and configuration are those of a bare commit, and the DevBox runs on. */
const snapshotBy = (method: (typeof methods)[number]) => async (at: ReleaseWorker) => {
	const {on} = at;
	await on.sh(`podman exec -u 0 api sh -c 'echo ${method} >/home/dev/tuned; rm -rf /usr/lib/node; mkdir /usr/lib/node'
		podman commit --quiet --pause=true api localhost/bare:${method}`);
	const before = await on.sh("podman inspect --format '{{.State.StartedAt}}' api");
	expect(outcomeOf(await on.snapshot('api', {tag: method, method, overwrite: true}))).toMatch(/^done/u);
	expect(await layersOf(at, `localhost/made:${method}`)).toBe(await layersOf(at, `localhost/bare:${method}`));
	const bare = await configOf(at, `localhost/bare:${method}`);
	// A bare commit keeps the host name of the DevBox (docs/fidelity.md).
	expect(bare.Env).toContain('HOSTNAME=api');
	const Env = bare.Env.filter((each: string) => each !== 'HOSTNAME=api');
	expect(await configOf(at, `localhost/made:${method}`)).toEqual({...bare, Env});
	expect(await on.sh("podman inspect --format '{{.State.Status}} {{.State.StartedAt}}' api")).toBe(
		`running ${before}`,
	);
	expect(await on.sh(`podman run --rm --network none --entrypoint cat localhost/made:${method} tuned`)).toBe(
		method,
	);
	await on.sh(`podman rmi localhost/made:${method} localhost/bare:${method}`);
};

const recover = async ({on, ingot}: ReleaseWorker) => {
	const before = await on.traces();
	const {request} = await dieWhileFrozen(on, 'never');
	expect(ok(ingot('recover', '--dry-run'))).toContain('Frozen: the DevBox api');
	expect(rowsOf(ok(ingot('recover', '--json'))).map(row => [row.id, row.event])).toEqual([
		[request.id, 'found'],
		[request.id, 'recovered'],
	]);
	await on.sh(`rm -rf /var/tmp/ingot-${request.id}`);
	expect(await on.traces()).toBe(before);
};

const doctor = async ({on, ingot, alias}: ReleaseWorker) => {
	const {code, stdout} = ingot('doctor', '-w', alias, '--json');
	const checks = rowsOf(stdout) as readonly Check[];
	expect(code, stdout).toBe(0);
	expect(checks.filter(each => each.state === 'failed')).toEqual([]);
	const version = await on.sh('podman --version');
	const said = (id: string) => checks.find(each => each.id === id)?.said;
	expect(said('podman')).toContain(version);
	expect(said('storage')).toMatch(/^overlay in \/var\/lib\/containers\/storage/u);
	expect((await on.remote.facts()).podmanVersion).toBe(version.replace('podman version ', ''));
};

const begin = async ({ingot}: ReleaseWorker) => {
	const flags = ['-n', 'tick', '--when', '* * * * *', '-e', 'GREETING=hello'];
	ok(
		ingot('schedules', 'add', 'node-base:22', ...flags, '--', 'sh', '-c', 'echo "$GREETING from $HOSTNAME"'),
	);
};
const schedule = async ({on, ingot}: ReleaseWorker) => {
	const runs = () =>
		rowsOf(ok(ingot('jobs', '--json'))).filter(each => each.devbox === 'tick' && each.state === 'done');
	await until(() => runs().length > 0, {
		what: 'a run by cron',
		timeoutMs: 240_000,
		seen: () => ingot('jobs').stdout,
	});
	expect(ok(ingot('attach', runs()[0]?.id ?? ''))).toContain('hello from tick');
	// The next run may have begun.
	await expect
		.poll(() => rowsOf(ok(ingot('schedules', 'list', '--json'))))
		.toMatchObject([{name: 'tick', problem: null, lastRun: {outcome: 'done'}}]);
	ok(ingot('schedules', 'disable', 'tick'));
	const isRunning = () => rowsOf(ok(ingot('jobs', '--json'))).some(each => each.state === 'running');
	await until(() => !isRunning(), {what: 'the end of a run'});
	ok(ingot('schedules', 'rm', 'tick'));
	expect(await on.sh('podman ps -aq --filter name=tick; crontab -l 2>/dev/null || true')).toBe('');
};

/** Every row of the table. */
export const releaseCases: readonly ReleaseCase[] = [
	{name: 'lists', title: 'DevBoxes, images and mounts are listed alike', run: lists},
	{name: 'events', title: 'changes arrive as they happen', run: events},
	...methods.map(method => ({
		name: `snapshot, ${method}`,
		title: `a snapshot by ${method === 'staging' ? 'staging container' : 'pause'} equals a bare commit`,
		run: snapshotBy(method),
	})),
	...launchCases,
	...rollbackCases,
	{name: 'recover', title: 'a snapshot whose runner was killed is rolled back', run: recover},
	{name: 'schedule', title: 'a schedule is started by cron', begin, run: schedule},
	{name: 'doctor', title: 'the doctor finds nothing wrong', run: doctor},
	...travelCases,
	...rootlessCases,
];
