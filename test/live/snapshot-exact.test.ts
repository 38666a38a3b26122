import {afterAll, beforeAll, expect, test} from 'vitest';
import {labels} from '../../source/model/labels.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {word} from './fidelity-row.ts';
import {outcomeOf, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

let lab: Lab;
let on: SnapshotLab;
beforeAll(async () => {
	lab = await holdLab({name: `jobs${process.pid}`, workers: 1, user: 'alice'});
	on = await snapshotLab(lab);
});
afterAll(async () => {
	on?.remote.close();
	await lab?.release();
});

type Config = Record<string, unknown> & {Env?: string[]; Labels?: Record<string, string>};
const configOf = async (image: string): Promise<Config> => {
	const config = JSON.parse(
		await on.sh(`podman image inspect --format '{{json .Config}}' ${image}`),
	) as Config;
	return {...config, Env: config.Env?.toSorted() ?? []};
};
test('the image has the labels of the table, exactly', async () => {
	const source = await on.look('api');
	const planned = on.plan(source, {
		name: 'labelled',
		tag: 'T_1.x',
		capabilities: ['custom:tax "prep" $(id) é'],
	});
	expect(outcomeOf(await on.run(planned))).toMatch(/^done/u);
	const {Labels} = await configOf('localhost/labelled:T_1.x');
	expect(Labels).toMatchObject({
		'io.clustercode.managed': 'true',
		'io.clustercode.os': 'linux',
		'io.clustercode.owner': 'alice',
		'io.clustercode.source': 'DevBox-commit',
		'io.clustercode.capabilities': 'git,node,custom:erp,custom:tax "prep" $(id) é',
		'io.clustercode.launched-by': '',
		'io.clustercode.cloud-worker': '',
		'org.opencontainers.image.title': 'labelled',
		'org.opencontainers.image.version': 'T_1.x',
		'org.opencontainers.image.base.name': 'localhost/node-base:22',
		'org.opencontainers.image.base.digest': source.devbox.imageDigest,
	});
	expect(Labels?.['org.opencontainers.image.created']).toMatch(/^\d{4}-\d\d-\d\dT/u);
});

test('the commit of a large layer shows its progress', async () => {
	await on.sh("podman exec --user root api sh -c 'head -c 400000000 /dev/urandom >/root/large'");
	const events = await on.run(on.plan(await on.look('api'), {name: 'large', tag: '1', overwrite: true}));
	expect(outcomeOf(events)).toMatch(/^done/u);
	const told = events
		.filter(({step, kind}) => step === 'commit' && kind === 'progress')
		.map(({text = ''}) => text.split(' ').map(Number));
	expect(told.length).toBeGreaterThan(0);
	const done = told.map(([bytes = Number.NaN]) => bytes);
	expect(done).toEqual(done.toSorted((a, b) => a - b));
	for (const [bytes = Number.NaN, total = 0] of told) {
		expect(total).toBeGreaterThan(400_000_000);
		expect(bytes).toBeLessThanOrEqual(total);
	}
	await on.sh('podman exec --user root api rm /root/large; podman rmi -f localhost/large:1 >/dev/null');
});

test.each(['"', '"x"', '""x""', `'x'`, '\\', 'a\\"b', '$HOME $X $(id) `id`', 'a=b=c', '  lead', 'é😀'])(
	'an owner called %j is in the label unchanged',
	async user => {
		await on.sh(
			`podman run -d --quiet --name odd --network none ${word(`--label=${labels.launchedBy}=${user}`)} localhost/devbase:1 sleep 1000`,
		);
		try {
			const source = await on.look('odd');
			const {planSnapshot} = await import('../../source/jobs/create-image.ts');
			const draft = {name: 'odd', tag: '', capabilities: [], overwrite: true, method: 'auto'} as const;
			const planned = planSnapshot(source, draft, {
				account: {user, plan: 'pro', role: 'owner'},
				host: 'h',
				ingot: '1',
			});
			expect(outcomeOf(await on.run(planned))).toMatch(/^done/u);
			expect((await configOf('localhost/odd:latest')).Labels?.[labels.owner]).toBe(user);
		} finally {
			await on.sh('podman rm --force --time 0 odd');
		}
	},
);
