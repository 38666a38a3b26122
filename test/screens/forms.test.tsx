import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {type LaunchDraft, noOptions} from '../../source/model/launch.ts';
import {noScheduleDraft, type ScheduleDraft} from '../../source/model/schedule.ts';
import {LaunchForm} from '../../source/screens/launch/launch-form.tsx';
import {ScheduleForm} from '../../source/screens/schedules/schedule-form.tsx';
import {launchContext} from '../launch-context.ts';
import {showScreen} from './show-app.tsx';

const sizes = [
	{columns: 80, rows: 24},
	{columns: 200, rows: 60},
];
const context = launchContext({
	names: ['web'],
	portsTaken: new Map([['tcp/8080', 'web']]),
	exposedPorts: ['80/tcp'],
	previous: {...noOptions, ports: ['9000:80'], memory: '512m'},
});
const known = {schedules: [], trigger: 'cron', skewMs: 0, zone: 'Europe/Berlin'} as const;
const nothing = () => {};
// In summer, and on the day when it begins, 02:30 is something else.
beforeAll(() => void vi.setSystemTime('2026-11-28T12:00:00Z'));
afterAll(() => void vi.useRealTimers());

const launchForm = async (size: (typeof sizes)[number], onNext: (draft: LaunchDraft) => void = nothing) =>
	showScreen(<LaunchForm crumbs={['Launch']} context={context} onNext={onNext} onBack={nothing} />, size);
const scheduleForm = async (size: (typeof sizes)[number], onNext: (draft: ScheduleDraft) => void = nothing) =>
	showScreen(
		<ScheduleForm
			crumbs={['New schedule']}
			probe={{context, known}}
			draft={noScheduleDraft}
			edited={undefined}
			onNext={onNext}
			onTarget={nothing}
			onBack={nothing}
		/>,
		size,
	);
type Screen = Awaited<ReturnType<typeof launchForm>>;
const fits = (screen: Screen, {columns, rows}: (typeof sizes)[number]) => {
	expect(screen.lines()).toHaveLength(rows);
	expect(Math.max(...screen.lines().map(line => line.length))).toBeLessThanOrEqual(columns);
	expect(screen.lines().at(-1)).toMatch(/esc Back .*(?:Help|more)/u);
};

describe.each(sizes)('in a terminal of $columns by $rows', size => {
	test('the launch form shows conflicts under the field, and counts an entry that is not added yet', async () => {
		let launched: LaunchDraft | undefined;
		const screen = await launchForm(size, draft => (launched = draft));
		fits(screen, size);
		expect(screen.frame()).toContain('The image exposes 80/tcp.');
		await screen.press('ctrl+u');
		await screen.type('web');
		expect(screen.frame()).toContain('The worker already has a container named web.');
		await screen.type('-2');
		await screen.press('enter');
		await screen.type('8080:80');
		expect(screen.frame()).toContain('Port 8080 of the worker is already used by web.');
		await screen.press('ctrl+s');
		expect(launched).toBeUndefined();
		await screen.press('ctrl+u');
		await screen.type('8081:80');
		await screen.press('ctrl+s');
		expect(launched).toMatchObject({name: 'web-2', ports: ['8081:80']});
		fits(screen, size);
	});

	test('the launch form can reuse the values of the last launch', async () => {
		const screen = await launchForm(size);
		await screen.press('ctrl+y');
		expect(screen.frame()).toMatch(/Ports +9000:80/u);
		expect(screen.frame()).toMatch(/Memory +512m/u);
		fits(screen, size);
	});

	test('the schedule form shows the next three runs by the worker’s clock, and why a cadence is invalid', async () => {
		let kept: ScheduleDraft | undefined;
		const screen = await scheduleForm(size, draft => (kept = draft));
		fits(screen, size);
		await screen.type('nightly');
		await screen.press('enter', 'ctrl+u');
		await screen.type('30 2 * * *');
		expect(screen.frame().match(/02:30\sCET/gu)).toHaveLength(3);
		await screen.press('ctrl+u');
		await screen.type('0 0 31 2 *');
		expect(screen.frame()).toContain('the schedule would never run');
		await screen.press('ctrl+p', 'enter');
		await screen.type('make report');
		await screen.press('ctrl+s');
		expect(kept).toMatchObject({name: 'nightly', cadence: 'hourly', command: 'make report'});
		fits(screen, size);
	});
});
