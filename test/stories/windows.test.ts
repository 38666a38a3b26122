import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {homeIn, member} from '../driver/homes.ts';
import type {Terminal} from '../driver/terminal.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type WindowsLab, windowsLab} from '../live/windows-lab.ts';

// On the stand-in for Windows, see docs/decisions/windows-standin.md.
let lab: Lab;
let win: WindowsLab;
const open: {close(): void}[] = [];
const long = 300_000;

beforeAll(async () => {
	lab = await holdLab({name: `windows${process.pid}`, workers: 0});
	await lab.addWorker('win', 'windows');
	win = windowsLab(lab, 'win');
	await win.untilSaid('win11', 'count=2');
});
afterAll(() => lab?.release());
afterEach(() => {
	for (const each of open.splice(0)) each.close();
});

const home = (change?: (config: string) => string) => homeIn(lab, member('alice'), change);
const start = async (columns: number, rows: number): Promise<Terminal> => {
	const terminal = home().open({columns, rows});
	open.push(terminal);
	return terminal.sees('ready');
};
const boots = async (name: string) =>
	Number(/boots=(\d+)/u.exec(await win.ask(name, 'counter'))?.[1] ?? Number.NaN);
const machineOf = async (name: string) => /Machine (.+), MAC (\S+)/u.exec(await win.said(name))?.slice(1, 3);

/** From the first screen: a golden image from a running Windows DevBox, by keys. */
const makeImage = async (terminal: Terminal, from: string, name: string) => {
	terminal.type('c');
	await terminal.sees('Select a DevBox');
	terminal.type(from);
	await terminal.sees('1 of');
	terminal.press('enter');
	await terminal.sees('Image name');
	terminal.press('ctrl+u').type(name);
	terminal.press('ctrl+s');
	await terminal.sees('Interruption');
	await terminal.sees(/Windows is shut\b/u);
	terminal.press('enter');
	await terminal.sees(/✓ Start the DevBox again/u, long);
	await terminal.sees(new RegExp(`Done in [\\d.]+ s: localhost/${name}:\\S+ is ready`, 'u'), long);
};

/** From the first screen: the image, found by its OS, and what the form asks of a Windows DevBox. */
const launchImage = async (terminal: Terminal, image: string, name: string) => {
	terminal.type('l');
	await terminal.sees('Select a worker.');
	await terminal.sees(/❯ ● \S+win +ready .*(?:yes|emulated)/u);
	terminal.press('enter');
	await terminal.sees(image);
	terminal.type(`os:windows ${image}`);
	await terminal.sees('1 of');
	terminal.press('enter');
	await terminal.sees('Identity');
	expect(terminal.screen()).toContain('❯ same as the image');
	terminal.press('ctrl+u').type(name).press('shift+tab', 'right');
	await terminal.sees('❯ new MAC address and machine ID');
	terminal.press('ctrl+s');
	await terminal.sees(/Identity +a new MAC address and machine ID/u);
	terminal.press('enter');
	await terminal.sees(new RegExp(`Done in [\\d.]+ s: ${name} is running`, 'u'), long);
};

test('a Windows DevBox becomes an image, and a DevBox from it has its files, its state and a clean disk', async () => {
	await win.ask('win11', 'put', 'notes.txt', 'tuned by hand');
	const before = await boots('win11');
	let terminal = await start(80, 24);
	await makeImage(terminal, 'win11', 'golden');
	// The first copy makes room for the processor.
	await win.untilSaid('win11', 'guest ready', 2);
	terminal.press('esc');
	await terminal.sees('DEVBOXES');

	await launchImage(terminal, 'golden', 'first');
	await win.untilSaid('first', `guest ready boots=${before + 1}`);
	expect(await win.ask('first', 'get', 'notes.txt')).toBe('tuned by hand');
	expect(await win.said('first')).not.toContain('installing');
	const [id, mac] = (await machineOf('first')) ?? [];
	expect(id).toMatch(/^[0-9a-f-]{36}$/u);
	expect(mac).not.toBe((await machineOf('win11'))?.[1]);
	terminal.press('esc');
	await terminal.sees('DEVBOXES');

	await win.ask('first', 'put', 'second.txt', 'more');
	terminal.close();
	terminal = await start(200, 60);
	await makeImage(terminal, 'first', 'golden-two');
	const kept = home().run('launch', 'golden-two', '--name', 'second', '--json');
	expect(kept.code, kept.stderr).toBe(0);
	await win.untilSaid('second', 'guest ready');
	expect(await win.ask('second', 'get', 'notes.txt')).toBe('tuned by hand');
	expect(await win.ask('second', 'get', 'second.txt')).toBe('more');
	// As the image: that of the DevBox from which it was made.
	expect(await machineOf('second')).toEqual([id, mac]);
	await win.sh(`podman stop -t 120 second
		podman run --rm --network none --entrypoint qemu-img --volumes-from second --volume /home:/home \
			localhost/golden-two:latest convert -O raw /storage/data.qcow2 /home/flat.img`);
	expect(await win.checkNtfs('/home/flat.img')).toMatch(/code 0$/u);
});

test('without KVM, and where the config does not allow emulation, a Windows image is refused with the reason', async () => {
	await win.sh(': >/tmp/none; [ ! -e /dev/kvm ] || mount --bind /tmp/none /dev/kvm');
	const plain = home(text => text.replace(', emulateWindows: true', ''));
	const refused = plain.run('launch', 'golden', '--name', 'third');
	expect(refused.code).not.toBe(0);
	expect(refused.stderr).toContain('cannot host Windows VMs: it has no /dev/kvm');
	expect(refused.stderr).toContain('emulateWindows: true');
	const terminal = plain.open({columns: 110, rows: 34});
	open.push(terminal);
	await terminal.sees('ready');
	terminal.type('l');
	await terminal.sees('Select a worker.');
	await terminal.sees(/❯ ● \S+win +ready .* no/u);
	terminal.press('enter');
	await terminal.sees('is unavailable: this worker cannot host Windows VMs: it has no /dev/kvm');
	await win.sh('umount /dev/kvm 2>/dev/null || true');
});
