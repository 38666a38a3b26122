import {afterAll, beforeAll, expect, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type WindowsLab, windowsLab} from './windows-lab.ts';

// Two golden images of one stand-in for Windows, and what is launched from them.
let lab: Lab;
let win: WindowsLab;
const ingot = (...argv: readonly string[]) => homeIn(lab, member('alice')).run(...argv);
const create = (from: string, name: string, ...options: readonly string[]) =>
	ingot('create', '-w', `${lab.name}-win`, '-f', from, '-n', name, '-t', '1', ...options);
const launch = (image: string, name: string, ...options: readonly string[]) =>
	ingot('launch', `localhost/${image}:1`, '--name', name, '--network', 'none', ...options);
const images = () => win.sh(`podman images --format '{{.Repository}}:{{.Tag}}' | grep golden | sort`);
beforeAll(async () => {
	lab = await holdLab({name: `winlaunch${process.pid}`, workers: 0});
	await lab.addWorker('win', 'windows');
	win = windowsLab(lab, 'win');
	await win.untilSaid('win11', 'count=2');
});
afterAll(() => lab?.release());

test('a launch is done when QEMU has the disk of the image open', async () => {
	ok(create('win11', 'golden'));
	await win.sh('podman stop -t 120 win11'); // the processor is for the others
	const said = ok(launch('golden', 'one', '--volume', 'kept:/storage'));
	expect(said).toContain('QEMU runs with the disk of the image');
	const second = launch('golden', 'second', '--volume', 'kept:/storage');
	expect(second.code).toBe(5);
	expect(second.stdout + second.stderr).toContain('kept is in use: one runs with it');
	await win.untilSaid('one', 'guest ready');
	expect(await win.said('one')).not.toContain('installing');
	expect(await win.sh('podman exec one cat /storage/golden.base')).toBe(
		await win.sh(`podman image inspect --format '{{index .Labels "io.clustercode.job"}}' localhost/golden:1`),
	);
});

test('what does not fit the disk is refused before anything is started', async () => {
	const refused = launch('golden', 'ten', '--env', 'VERSION=10');
	expect(refused.code).toBe(2);
	expect(refused.stderr).toContain('VERSION=10 does not fit the disk of the image');
	expect(await win.sh('podman ps -a --filter name=ten --quiet')).toBe('');
	const byHand = await win.sh(
		'podman run --rm --network none -e VERSION=10 localhost/golden:1 2>&1 && echo ran || echo "code $?"',
	);
	expect(byHand).toContain('VERSION=10 does not fit the disk of this image');
	expect(byHand).toContain('code 120');
});

test('a Windows that ends at once fails the launch with its exit code and its last output, and is rolled back', async () => {
	const refused = launch('golden', 'big', '--env', 'RAM_SIZE=nonsense');
	expect(refused.code).toBe(1);
	expect(refused.stdout + refused.stderr).toMatch(/Windows ended before it had begun \(exit code \d+\)/u);
	expect(await win.sh('podman ps -a --filter name=big --quiet')).toBe('');
});

test('the entrypoint of somebody else is not nested in ours, and a hook that is mounted stays theirs', async () => {
	const entry = `podman image inspect --format '{{json .Config.Entrypoint}}'`;
	const own = await win.sh(`${entry} localhost/windows-base:11`);
	expect(await win.sh(`${entry} localhost/golden:1`)).toBe(
		own.replace('[', '["/bin/sh","/golden/entry.sh",'),
	);
	await win.sh(`echo 'echo "my hook"' >/home/hook.sh`);
	ok(launch('golden', 'hooked', '--volume', '/home/hook.sh:/run/start.sh'));
	await win.untilSaid('hooked', 'guest ready');
	expect(await win.said('hooked')).toContain('my hook');
	await win.sh('podman rm -f -v -t 0 hooked');
});

test('an image whose disk is needed stays when another takes its name, until nothing needs it', async () => {
	await win.ask('one', 'put', 'mine.txt', 'precious');
	const said = ok(create('one', 'golden', '--overwrite'));
	const [, kept = ''] = /is kept as localhost\/(golden:1-before-[\d-]+), because/u.exec(said) ?? [];
	expect(said).toContain('these need its disk: one, the volume kept');
	expect(await images()).toBe(`localhost/golden:1\nlocalhost/${kept}`);
	await win.sh('podman stop -t 120 one; podman rm one');

	const refused = launch('golden', 'lost', '--volume', 'kept:/storage');
	expect(refused.code).toBe(1);
	expect(refused.stdout + refused.stderr).toContain(
		`The disk in kept belongs to another golden image (localhost/${kept})`,
	);
	const byHand = await win.sh(
		'podman run --rm --network none --volume kept:/storage localhost/golden:1 2>&1 && echo ran || echo "code $?"',
	);
	expect(byHand).toContain('belongs to another golden image');
	expect(
		ok(
			ingot('launch', `localhost/${kept}`, '--name', 'one', '--network', 'none', '--volume', 'kept:/storage'),
		),
	).toContain('one is running');
	await win.untilSaid('one', 'guest ready');
	expect(await win.ask('one', 'get', 'mine.txt')).toBe('precious');
	await win.sh('podman rm -f -v -t 0 one; podman volume rm kept');

	ok(launch('golden', 'two'));
	await win.untilSaid('two', 'guest ready');
	expect(await win.ask('two', 'get', 'mine.txt')).toBe('precious');
	const again = ok(create('two', 'golden', '--overwrite'));
	expect(again).toContain(`localhost/${kept} goes, too`);
	expect(await images()).not.toContain(kept);
});
