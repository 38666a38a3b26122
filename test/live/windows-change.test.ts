import {afterAll, beforeAll, expect, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type WindowsLab, windowsLab} from './windows-lab.ts';

// A stand-in for Windows that Podman would kill at once.
let lab: Lab;
let win: WindowsLab;
const ingot = (...argv: readonly string[]) => homeIn(lab, member('alice')).run(...argv);
beforeAll(async () => {
	lab = await holdLab({name: `winchange${process.pid}`, workers: 0});
	await lab.addWorker('win', 'windows');
	win = windowsLab(lab, 'win');
	await win.sh('podman rm -f -v -t 0 win11'); // the processor is for the other
	await win.make('hasty', 'raw', 'volume', '--stop-timeout', '0');
	await win.untilSaid('hasty', 'guest ready');
});
afterAll(() => lab?.release());

test('a stop lets Windows shut down, however little time Podman would give it', async () => {
	ok(ingot('stop', 'hasty'));
	expect(await win.state('hasty')).toBe('exited 143');
	expect(await win.said('hasty')).toContain('Shutdown completed!');
});

test('a removal lets it shut down first, because its disk is kept', async () => {
	const disk = `${await win.storage('hasty')}/data.img`;
	ok(ingot('start', 'hasty'));
	await win.untilSaid('hasty', 'guest ready', 2);
	ok(ingot('rm', 'hasty', '--yes'));
	expect(await win.sh('podman ps -a --quiet')).toBe('');
	const checked = await win.checkNtfs(disk);
	expect(checked).toContain('code 0');
	expect(checked).not.toMatch(/dirty|unclean|journal/iu);
});
