import {expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import type {Worker} from '../../source/model/worker.ts';
import type {DoctorResult} from '../../source/remote/remote.ts';
import {DoctorScreen} from '../../source/screens/workers/doctor-screen.tsx';
import {ready, screenAfter, showScreen} from './show-app.tsx';

const size = {columns: 80, rows: 24};
const said = [
	`doctor clock ${Math.round(Date.now() / 1000)}`,
	'doctor user root 0',
	'doctor system debian',
	'doctor shell /bin/sh',
	'doctor home own root /root',
	'doctor podman none',
	'doctor cgroups 2',
	'doctor cron yes',
	'doctor state closed /root/\u001B[2J.local/state/ingot',
].join('\n');
const found = async (worker: Worker): Promise<DoctorResult> => ({
	worker,
	reachedMs: 7,
	user: 'alice',
	said: {text: said, at: Date.now(), tookMs: 10},
	podman: new Failure('Podman was not found on forge-1.', {hint: 'Install podman there.'}),
});

test('each row shows a result, and the fix for the one under the cursor appears below', async () => {
	const screen = await showScreen(<DoctorScreen worker="forge-1" />, size, {
		events: [ready],
		runDoctor: found,
	});
	await screen.sees('connected in 7 ms');
	expect(screen.frame()).toMatch(/✓ login +logged in as alice/u);
	expect(screen.frame()).toMatch(/✗ podman +Podman is not installed/u);
	expect(screen.frame()).not.toContain('sudo apt install podman');
	for (let row = 0; row < 8; row += 1) await screen.press('down');
	expect(screen.frame()).toMatch(/❯ ✗ podman/u);
	expect(screen.frame()).toContain('→ sudo apt install podman');
	expect(screen.frame()).not.toContain('\u001B[2J');
	expect(screen.lines()).toHaveLength(24);
});

test('a worker that cannot be reached says why, and a key runs the checks again', async () => {
	let times = 0;
	const silent = async (worker: Worker): Promise<DoctorResult> => {
		times += 1;
		return {
			worker,
			reached: new Failure(`${worker.name} does not answer.`, {hint: `Check its power, ${times}.`}),
		};
	};
	const screen = await showScreen(<DoctorScreen worker="forge-1" />, size, {
		events: [ready],
		runDoctor: silent,
	});
	await screen.sees('Check its power, 1.');
	expect(screen.frame()).toMatch(/✗ reach +forge-1 does not answer/u);
	await screen.press('r');
	await screen.sees('Check its power, 2.');
});

test('the doctor comes by a key from the workers', async () => {
	const screen = await screenAfter([ready]);
	await screen.press('d');
	expect(screen.frame()).toContain('Checking forge-1 …');
	await screen.press('esc');
	expect(screen.frame()).toContain('WORKER');
});
