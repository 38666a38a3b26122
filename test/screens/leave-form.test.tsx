import {describe, expect, test} from 'vitest';
import {noScheduleDraft} from '../../source/model/schedule.ts';
import {CreateDetails} from '../../source/screens/create/create-details.tsx';
import {LaunchForm} from '../../source/screens/launch/launch-form.tsx';
import {ScheduleForm} from '../../source/screens/schedules/schedule-form.tsx';
import {launchContext} from '../launch-context.ts';
import {draft, source} from '../plan/sources.ts';
import {showScreen} from './show-app.tsx';

const known = {schedules: [], trigger: 'cron', skewMs: 0, zone: 'Europe/Berlin'} as const;
const nothing = () => {};

const forms = {
	'create image': (onBack: () => void, isTyped = false) => (
		<CreateDetails
			source={source}
			draft={draft}
			isTyped={isTyped}
			onNext={nothing}
			onContents={() => {}}
			onSwitch={nothing}
			onBack={onBack}
		/>
	),
	launch: (onBack: () => void, isTyped = false) => (
		<LaunchForm
			crumbs={['Launch']}
			context={launchContext({})}
			isTyped={isTyped}
			onNext={nothing}
			onBack={onBack}
		/>
	),
	schedule: (onBack: () => void, isTyped = false) => (
		<ScheduleForm
			crumbs={['New schedule']}
			probe={{context: launchContext({}), known}}
			draft={noScheduleDraft}
			edited={undefined}
			isTyped={isTyped}
			onNext={nothing}
			onTarget={nothing}
			onBack={onBack}
		/>
	),
} as const;

const size = {columns: 80, rows: 24};
const question = 'Discard what you entered?';

describe.each(Object.entries(forms))('the form %s', (_, form) => {
	const opened = async (isTyped = false) => {
		let backs = 0;
		const screen = await showScreen(
			form(() => {
				backs += 1;
			}, isTyped),
			size,
		);
		return {screen, backs: () => backs};
	};

	test('goes back at once while nothing was changed', async () => {
		const {screen, backs} = await opened();
		await screen.press('tab', 'shift+tab', 'esc');
		expect(backs()).toBe(1);
	});

	test('asks before it drops what was typed, and esc keeps it', async () => {
		const {screen, backs} = await opened();
		await screen.press('end');
		await screen.type('xyz');
		await screen.press('esc');
		expect(screen.frame()).toContain(question);
		await screen.press('esc');
		expect(screen.frame()).not.toContain(question);
		expect(screen.frame()).toContain('xyz');
		expect(backs()).toBe(0);
		await screen.press('esc', 'enter');
		expect(backs()).toBe(1);
	});

	test('asks when it comes back from its review', async () => {
		const {screen, backs} = await opened(true);
		await screen.press('esc');
		expect(screen.frame()).toContain(question);
		expect(backs()).toBe(0);
	});
});
