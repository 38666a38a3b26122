import {expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import {Inspecting} from '../../source/screens/shared/inspecting.tsx';
import type {AppStore} from '../../source/state/app-state.ts';
import {down, ready, showScreen} from './show-app.tsx';

/** Waits for a worker that fails once, then answers. */
const failingOnce = async () => {
	const answers: string[] = [];
	let asked = 0;
	let store: AppStore | undefined;
	const screen = await showScreen(
		<Inspecting
			crumbs={['Create image']}
			words="Inspecting …"
			ask={async () => {
				asked += 1;
				if (asked === 1) throw new Failure('forge-1 does not answer.', {hint: 'Check its power.'});
				return 'found';
			}}
			onNext={found => void answers.push(found)}
			onBack={() => {}}
		/>,
		{columns: 80, rows: 24},
		{
			events: [{...down, worker: 'forge-1'} as typeof down],
			prepare: (actions, world) => {
				actions.refresh = () => {};
				store = world;
			},
		},
	);
	await screen.sees('forge-1 does not answer.');
	return {screen, answers, connect: () => store?.sendNow(ready)};
};

test('what a worker could not answer is asked again with r', async () => {
	const {screen, answers} = await failingOnce();
	expect(screen.frame()).toContain('r Try again');
	expect(answers).toEqual([]);
	await screen.press('r');
	expect(answers).toEqual(['found']);
});

test('what a worker could not answer is asked again when it is back', async () => {
	const {screen, answers, connect} = await failingOnce();
	connect();
	await screen.press('');
	await screen.sees('Inspecting …');
	expect(answers).toEqual(['found']);
});

test('what is waited for stands apart from its spinner, however exactly it fits', async () => {
	const words = 'Inspecting the DevBox and looking for secrets …';
	for (const columns of [60, 65, 70, 80]) {
		const long = words.padStart(columns - 5, 'a ');
		const screen = await showScreen(
			<Inspecting
				crumbs={['Create image']}
				words={long}
				ask={() => new Promise<never>(() => {})}
				onNext={() => {}}
				onBack={() => {}}
			/>,
			{columns, rows: 20},
		);
		expect(screen.frame()).toMatch(/│ [^\sa] a/u);
	}
});
