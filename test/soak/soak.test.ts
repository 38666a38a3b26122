import {afterAll, beforeAll, expect, test} from 'vitest';
import {holdLab, type Lab} from '../lab/lab.ts';
import {makeImages} from '../live/faults-kinds.ts';
import {type FaultWorker, faultWorker} from '../live/faults-lab.ts';
import {planSoak, type Round} from './plan-soak.ts';
import {type Lane, type Made, runRound} from './soak-lane.ts';

const seed = Number(process.env.SOAK_SEED ?? Math.floor(Math.random() * 1e9));
const rounds = Number(process.env.SOAK_ROUNDS ?? 200);
const lanesEach = 3;

let lab: Lab;
const workers: {readonly at: FaultWorker; readonly made: Made; before: string}[] = [];
const lanes: Lane[] = [];
const loop = 'trap exit TERM; while :; do sleep 3600 & wait; done';
const makeBoxes = (at: FaultWorker) =>
	at.sh(
		Array.from(
			{length: lanesEach},
			(_, index) =>
				`podman run -d --name box-${index} --network none --stop-timeout 1 --label io.clustercode.launched-by=alice localhost/devbase:1 sh -c '${loop}'
				podman exec box-${index} dd if=/dev/urandom of=/large bs=1M count=8 2>/dev/null`,
		).join('\n'),
	);

beforeAll(async () => {
	lab = await holdLab({name: `soak${process.pid}`, workers: 0});
	for (const name of ['a', 'b']) {
		await lab.addWorker(name, 'plain');
		const at = await faultWorker(lab, name);
		await makeImages(at);
		await makeBoxes(at);
		const made: Made = {containers: new Set(), images: new Set()};
		// A first start makes what stays, such as folders.
		workers.push({at, made, before: ''});
		for (let index = 0; index < lanesEach; index += 1) lanes.push({at, made, box: `box-${index}`, own: []});
	}
});
afterAll(async () => {
	for (const {at} of workers) at.close();
	await lab?.release();
});

/** What `harm.sh traces` tells of containers and images. */
const listed = (traces: string, pattern: RegExp): readonly string[] =>
	traces.split('\n').flatMap(line => pattern.exec(line)?.[1] ?? []);

test(
	`${rounds} snapshots and launches with the seed ${seed} leave exactly what their successes say`,
	async () => {
		process.stderr.write(`SOAK_SEED=${seed} SOAK_ROUNDS=${rounds}\n`);
		for (const worker of workers) worker.before = await worker.at.harm('traces');
		const plan = planSoak(seed, {rounds, lanes: lanes.length});
		const counts = new Map<string, number>();
		const began = performance.now();
		await Promise.all(
			lanes.map(async (lane, index) => {
				for (const round of plan.filter(each => each.lane === index)) {
					const end = await runRound(lane, round);
					expect(end, JSON.stringify(round)).toMatch(expected(round));
					const key = `${round.harm} → ${end.split(':')[0]}`;
					counts.set(key, (counts.get(key) ?? 0) + 1);
				}
			}),
		);
		const seconds = Math.round((performance.now() - began) / 1000);
		process.stderr.write(
			`${rounds} rounds in ${seconds} s: ${[...counts].map(([key, count]) => `${key} ${count}`).join(', ')}\n`,
		);
		for (const {at, made, before} of workers) {
			const now = await at.harm('traces');
			expect(listed(now, /^(soak-\d+) Up$/u).toSorted()).toEqual([...made.containers].toSorted());
			expect(listed(now, /^localhost\/(soak-\d+):1 /u).toSorted()).toEqual([...made.images].toSorted());
			await at.sh([...made.containers].map(name => `podman rm -f -t 0 ${name}`).join('\n'));
			await at.sh([...made.images].map(name => `podman rmi localhost/${name}:1`).join('\n'));
			await expect.poll(() => at.harm('traces'), {timeout: 120_000}).toBe(before);
		}
	},
	rounds * 30_000,
);

/** What a job may become of a fault; a Podman that dies can be one that was not needed. */
const expected = ({harm}: Round): RegExp => {
	if (harm === 'runner') return /^interrupted: /u;
	if (harm === 'cancel') return /^cancelled: /u;
	return harm === 'look' || harm === 'work' ? /^(?:done|failed|refused): ./u : /^done: /u;
};
