import {expect, onTestFinished, test} from 'vitest';
import type {Actions} from '../../source/state/actions.ts';
import {fullFleet} from './every-screen.tsx';
import {answerForms} from './form-answers.ts';
import {alice, screenAfter} from './show-app.tsx';

/** Workers that answer every form. */
const prepare = (actions: Actions) => {
	answerForms(actions);
	actions.readBuild = async () => Promise.reject(new Error('no folder'));
};

type Form = {
	readonly form: string;
	/** From the list of workers to the form. */
	readonly to: readonly string[];
	/** Make two of its fields wrong, and leave the cursor elsewhere. */
	readonly keys: readonly string[];
	/** The first of them, and what is wrong with it. */
	readonly label: string;
	readonly notice: string;
};
const forms: readonly Form[] = [
	{
		form: 'Create Image from a DevBox',
		to: ['2', 'c'],
		keys: ['ctrl+u', '/', 'tab', '/'],
		label: 'Image name',
		notice: 'Fix the image name first.',
	},
	{
		form: 'Create Image from a Containerfile',
		to: ['2', 'c', 'ctrl+f'],
		keys: ['tab', 'tab', 'tab', '/', 'tab', 'tab', '='],
		label: 'Tag',
		notice: 'Fix the tag first.',
	},
	{
		form: 'Launch',
		to: ['3', 'l'],
		keys: ['tab', '/', 'tab', 'tab', 'tab', '/'],
		label: 'Ports',
		notice: 'Use 8080:80',
	},
	{
		form: 'a schedule',
		to: ['5', 'e'],
		keys: ['tab', 'tab', 'ctrl+u', 'tab', '='],
		label: 'Command',
		notice: 'Enter the command to run in the DevBox.',
	},
	{
		form: 'a schedule of snapshots',
		to: ['2', 'n'],
		keys: ['tab', '/', 'tab', 'tab', 'tab', '/'],
		label: 'When',
		notice: 'Use ',
	},
	{
		form: 'a schedule that prunes',
		to: ['5', 'O'],
		keys: ['tab', ':', 'tab', '/'],
		label: 'Images',
		notice: 'Use names of images without tags',
	},
];

const show = async ({to, keys}: Form) => {
	const screen = await screenAfter(fullFleet, alice, {columns: 120, rows: 34, prepare});
	onTestFinished(screen.unmount);
	await screen.press(...to);
	await screen.sees('ctrl+s');
	await screen.press(...keys);
	return screen;
};

test.each(forms)(
	'ctrl+s in the form of $form goes to the first field that is wrong and says why',
	async form => {
		const screen = await show(form);
		await screen.press('ctrl+s');
		expect(screen.frame()).toContain(form.notice);
		// What is typed shows where the cursor is.
		await screen.press('ctrl+u');
		await screen.type('here');
		expect(screen.frame()).toMatch(new RegExp(`${form.label} +here`, 'u'));
	},
);

test('enter in the last field of Create Image goes to a field that is wrong, too', async () => {
	const screen = await show({...(forms[1] as Form), keys: ['ctrl+u', 'shift+tab', 'shift+tab']});
	await screen.press('enter');
	expect(screen.frame()).toContain('Fix the context first.');
	await screen.type('here');
	expect(screen.frame()).toMatch(/Context +here/u);
});
