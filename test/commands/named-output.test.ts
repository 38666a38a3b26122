import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import type {CommandDeps, StatusLine} from '../../source/commands/command-deps.ts';
import {namedOutput, sharedStatus} from '../../source/commands/named-output.ts';
import {progressLine} from '../../source/commands/progress-line.ts';
import {newJob, reduceJob} from '../../source/model/job.ts';
import {launchJob} from '../screens/fleet-events.ts';

const at = '2026-11-01T00:00:01Z';
/** A copy that has sent so much of its second step. */
const sent = (worker: string, percent: number): StatusLine => {
	const {request} = launchJob(worker, 'j1', 'Copy tax:1');
	const steps = ['Check', 'Receive the layers that are missing', 'Name the image'].map(title => ({
		id: title,
		title,
	}));
	const step = steps[1]?.id ?? '';
	const job = [
		{kind: 'step-ended', step: 'Check', text: ''} as const,
		{kind: 'step-started', step, text: ''} as const,
		{kind: 'progress', step, text: `${percent}000000 100000000`} as const,
	].reduce(
		(before, event, index) => reduceJob(before, {...event, seq: index + 1, at, job: 'j1'}),
		newJob({...request, steps}),
	);
	return progressLine(job, () => Date.parse(at) + 9000);
};

/** The last line of the terminal, as drawn last. */
const lastLine = () => {
	let drawn: StatusLine | undefined;
	const statusOf = sharedStatus(line => {
		drawn = line;
	});
	const text = (columns: number) =>
		drawn?.(columns)
			.map(run => run.text)
			.join('');
	return {statusOf, text};
};

test('the last line shows the progress of each of several workers, within the terminal', () => {
	const {statusOf, text} = lastLine();
	statusOf('forge-2')(sent('forge-2', 58));
	expect(text(80)).toMatch(/^forge-2 2\/3 █+░+ Receive the .* · 58 % {2}10 s$/u);
	statusOf('forge-3')(sent('forge-3', 12));
	statusOf('forge-4')(sent('forge-4', 99));
	for (let columns = 20; columns <= 220; columns += 1)
		expect(stringWidth(text(columns) ?? '')).toBeLessThan(columns);
	for (const columns of [72, 80, 120, 200])
		expect(text(columns)).toMatch(/forge-2 .*58 %.* forge-3 .*12 %.* forge-4 .*99 %/u);
	statusOf('forge-3')(undefined);
	expect(text(80)).toMatch(/^forge-2 .*58 %.* forge-4 .*99 %/u);
	statusOf('forge-2')(undefined);
	statusOf('forge-4')(undefined);
	expect(text(80)).toBeUndefined();
});

test('each line begins with its worker, but what scripts read stays as it is', () => {
	const lines: string[] = [];
	const deps = {
		out: (line: string) => void lines.push(line),
		err: (line: string) => void lines.push(`! ${line}`),
	} as unknown as CommandDeps;
	for (const isRaw of [false, true]) {
		const named = namedOutput(deps, 'forge-2', {isRaw, statusOf: undefined});
		named.out('✓ Check');
		named.err('No.');
	}
	expect(lines).toEqual(['forge-2: ✓ Check', '! forge-2: No.', '✓ Check', '! forge-2: No.']);
});
