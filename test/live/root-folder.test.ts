import {afterAll, beforeAll, expect, test} from 'vitest';
import type {ImageEdit} from '../../source/model/image-edits.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {outcomeOf, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

let lab: Lab;
let on: SnapshotLab;
beforeAll(async () => {
	lab = await holdLab({name: `root-folder${process.pid}`, workers: 0});
	await lab.addWorker('plain', 'plain');
	on = await snapshotLab(lab, 'plain');
	await on.sh(`podman run -d --quiet --name box --network none --stop-timeout 0 --label io.clustercode.launched-by=alice \
		localhost/devbase:1 sh -c 'trap exit TERM; while :; do sleep 1; done' >/dev/null
		podman exec box sh -euc 'chown 1000:1000 /; chmod 700 /; echo x >/x; echo y >/y; echo changed >/etc/os-release'
		setfattr -n user.of -v root "$(podman container inspect --format '{{.GraphDriver.Data.MergedDir}}' box)"`);
});
afterAll(async () => {
	on?.remote.close();
	await lab?.release();
});

const removed: readonly ImageEdit[] = [{act: 'remove', path: '/x'}];
const rows = [
	['staging', 'nothing', []],
	['staging', 'a path', removed],
	['staging', 'what the base image has', [...removed, {act: 'remove', path: '/etc/group', everywhere: true}]],
	['pause', 'a path', removed],
] as const;

test.each(rows)(
	'%s, without %s: a / that no image can carry is told of, and the image is right otherwise',
	async (method, _, edits) => {
		const planned = on.plan(await on.look('box'), {method, edits, overwrite: true});
		expect(planned.losses).toEqual([
			'The image cannot keep owner and mode of / (1000:1000, 700): DevBoxes that are launched from it have 0:0, 555.',
			'The image cannot keep the extended attributes of / (user.of).',
		]);
		const end = outcomeOf(await on.run(planned));
		expect(end).toMatch(/^done: /u);
		expect(end).toContain('The image cannot keep owner and mode of / (1000:1000, 700): it has 0:0, 555.');
		expect(end).toContain('The image cannot keep the extended attributes of / (user.of).');
		expect(
			await on.sh(
				`podman run --rm --network none localhost/made:1 sh -c 'stat -c "%a %u:%g" /; ls -d /x /y 2>/dev/null; cat /etc/os-release'`,
			),
		).toBe(`555 0:0\n${edits.length === 0 ? '/x\n' : ''}/y\nchanged`);
		expect(await on.sh("podman exec box stat -c '%a %u:%g' /")).toBe('700 1000:1000');
	},
);
