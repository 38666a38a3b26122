import {expect, test} from 'vitest';
import {newFleet, reduceFleet} from '../../source/model/fleet.ts';
import {devboxRows} from '../../source/screens/devboxes/devbox-rows.ts';
import {workerRows} from '../../source/screens/workers/worker-rows.ts';
import {devbox} from './show-app.tsx';

const fleet = newFleet([
	{name: 'forge-1', kind: 'self-hosted', ssh: 'forge-1'},
	{name: 'forge-2', kind: 'self-hosted', ssh: 'forge-2'},
]);

test('the row of a worker is another object only after something of it has changed', () => {
	const before = workerRows(fleet, {});
	const listed = reduceFleet(fleet, {type: 'devboxes-listed', worker: 'forge-2', content: [], at: 5});
	const [first, second] = workerRows(listed, {});
	expect(first).toBe(before[0]);
	expect(second?.view.devboxes?.at).toBe(5);
	const disk = {freeBytes: 1, totalBytes: 2};
	const load = {at: 6, content: {load: 1, disk}} as never;
	const health = {'forge-1': {load}};
	const loaded = workerRows(listed, health);
	expect(loaded[0]?.health.load).toBe(load);
	expect(loaded[1]).toBe(second);
	expect(workerRows(listed, {...health})[0]).toBe(loaded[0]);
});

test('the DevBoxes of a worker are other rows only after something of it has changed', () => {
	const account = {user: 'alice', plan: 'pro', role: 'member'} as const;
	const listed = (before: typeof fleet, worker: string) =>
		reduceFleet(before, {
			type: 'devboxes-listed',
			worker,
			content: [devbox('api', {worker, launchedBy: 'alice'})],
			at: 5,
		});
	const both = listed(listed(fleet, 'forge-1'), 'forge-2');
	const [first, second] = devboxRows(both, account);
	const [same, other] = devboxRows(listed(both, 'forge-2'), account);
	expect(same).toBe(first);
	expect(other).not.toBe(second);
	expect(other).toEqual(second);
	expect(devboxRows(both, {...account, user: 'bob'})[0]?.why).toContain('not-mine');
});
