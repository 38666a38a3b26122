import {expect, test} from 'vitest';
import {planSnapshot} from '../../source/jobs/create-image.ts';
import {CreateScreen} from '../../source/screens/create/create-screen.tsx';
import {commandLines} from '../../source/screens/shared/review-lines.ts';
import {reviewRows} from '../../source/screens/shared/review-rows.ts';
import {draft, source} from '../plan/sources.ts';
import {fullFleet} from './every-screen.tsx';
import {alice, screenAfter, showScreen} from './show-app.tsx';

const opened = async (columns: number, rows: number) => {
	const screen = await showScreen(
		<CreateScreen worker="forge-1" devbox="api" />,
		{columns, rows},
		{
			prepare: actions => {
				actions.inspect = async () => source;
			},
		},
	);
	await screen.press('ctrl+s');
	return screen;
};

test('the review of a snapshot fits a terminal of 80 by 24: what happens, labels, steps', async () => {
	const screen = await opened(80, 24);
	expect(screen.frame()).not.toContain('more lines below');
	expect(screen.frame()).toContain('localhost/api:latest on forge-1');
	const order = ['From', 'Interruption', 'Time', 'Disk', 'Labels', 'Steps'].map(label =>
		screen.lines().findIndex(line => line.startsWith(`│ ${label} `)),
	);
	expect(order.every(line => line > 0)).toBe(true);
	expect(order).toEqual(order.toSorted((a, b) => a - b));
	expect(screen.frame()).toMatch(/Interruption +Frozen about 1 s\. The DevBox keeps running\./u);
	expect(screen.frame()).not.toContain('podman');
});

test.each([
	['G', 'g'],
	['end', 'home'],
])('%s and %s go to the end of a review and back', async (last, first) => {
	const screen = await opened(60, 20);
	const top = screen.frame();
	expect(top).toContain('more lines below');
	await screen.press(last);
	expect(screen.frame()).not.toContain('more lines below');
	await screen.press(first);
	expect(screen.frame()).toBe(top);
});

test('v shows the commands and esc goes back to the summary, then to the form', async () => {
	const screen = await opened(80, 24);
	await screen.press('v');
	expect(screen.frame()).toContain('io.clustercode.owner=alice');
	await screen.press('end');
	expect(screen.frame()).toMatch(/sh \.\/linux-snapshot\.sh finish/u);
	await screen.press('esc');
	expect(screen.frame()).toContain('Interruption');
	await screen.press('esc');
	expect(screen.frame()).toContain('● Details');
});

test('y copies the command that makes the same image', async () => {
	const copied: string[] = [];
	const screen = await screenAfter(fullFleet, alice, {
		prepare: actions => {
			actions.inspect = async () => source;
		},
		copy: text => {
			copied.push(text);
			return true;
		},
	});
	await screen.press('2', 'c', 'ctrl+s', 'y');
	expect(copied).toEqual(['ingot create --worker forge-1 --from api --name api --method staging']);
});

test('i chooses what of the identity is cleared; the review, the way back and the command know it', async () => {
	const screen = await opened(80, 24);
	expect(screen.frame()).toContain('Not shared: machine id, SSH host keys and 7 more.');
	await screen.press('i');
	expect(screen.frame()).toMatch(/\[x\] machine id +new in each DevBox/u);
	expect(screen.frame()).toContain('Each DevBox gets its own id in /etc/machine-id.');
	await screen.press('down', ' ', 'end', ' ');
	expect(screen.frame()).toMatch(/\[ \] SSH host keys +kept/u);
	expect(screen.frame()).toMatch(/\[x\] crash dumps +cleared/u);
	await screen.press('enter');
	expect(screen.frame()).toContain('Not shared: machine id, DHCP leases and 7 more.');
	await screen.press('esc', 'ctrl+s', 'i', 'a', 'a', 'enter');
	expect(screen.frame()).toContain('Kept: DevBoxes of the image share ids and keys.');
	await screen.press('i', 'a', 'esc');
	expect(screen.frame()).toContain('Kept: DevBoxes of the image share ids and keys.');
});

test('no row of a review is wider than the page, and every word of a command is there', () => {
	const {plan} = planSnapshot(source, draft, {account: alice, host: 'here', ingot: '0'});
	for (const width of [40, 76, 196]) {
		const rows = reviewRows(commandLines(plan.steps), width);
		for (const {text} of rows) expect(text.length).toBeLessThanOrEqual(width);
		const words = rows.map(({text}) => text.trim()).join('');
		for (const {argv} of plan.steps)
			for (const word of argv.filter(each => /^[\w.-]+$/u.test(each) && each.length < 30))
				expect(words).toContain(word);
	}
});
