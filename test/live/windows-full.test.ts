import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {withStep} from './snapshot-lab.ts';
import {type FaultLab, faultLab} from './windows-faults-lab.ts';
import {inWindowsMatrix} from './windows-middles.ts';

let faults: FaultLab;
beforeAll(async () => {
	faults = await faultLab('full', 'small-windows');
});
afterAll(() => faults?.release());
afterEach(() => faults.win.sh('rm -f /var/tmp/filling'));

/** Fills the worker's disk up to what is left. */
const leave = (mib: number) =>
	`head -c $((($(df -Pk /var/tmp | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4) - ${mib} * 1024) * 1024)) /dev/zero >/var/tmp/filling`;

test.each([
	['copy', 10, /^failed: .*No space left on device/u],
	['convert', 5, /^failed: The disk could not be packed: .*No space left on device/u],
	['bake', 20, /^failed: Podman could not write all of the image, as on a full disk: \d+ MiB are free/u],
])(
	'a disk that is full in the step %s leaves the DevBox running and nothing else',
	async (step, mib, said) => {
		inWindowsMatrix(step, 'disk full');
		const before = await faults.traces();
		const planned = withStep(await faults.plan(), step, run => `${leave(mib)}; ${run}`);
		expect(await faults.run(planned)).toMatch(said);
		await faults.win.sh('rm /var/tmp/filling');
		await faults.isClean(before);
		await faults.win.untilSaid('win11', 'count=');
	},
);

test('after all of that a snapshot succeeds', async () => {
	expect(await faults.run(await faults.plan())).toBe('done: localhost/kept:1 is ready.');
});
