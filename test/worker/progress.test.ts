import {describe, expect, test} from 'vitest';
import {localWorker, type Shell, shells} from '../jobs/local-worker.ts';

const report = (done: string, total: string) => `report_progress '${done}' '${total}'`;

/** Waits in a step until its runner, which may lag behind it, has written this event. */
const isWritten = (text: string) => `until grep -q '"text":"${text}"' events.ndjson; do sleep 0.05; done`;

/** The events of a job whose only step is this script. */
const eventsOf = async (shell: Shell, run: string) => {
	using worker = localWorker(shell);
	await worker.start('j1', [{id: 'one', run: `. ./step-prelude.sh; ${run}`}]);
	const events = await worker.ended('j1');
	expect(events.map(({seq}) => seq)).toEqual(events.map((_, at) => at + 1));
	const of = (kind: string) => events.filter(event => event.kind === kind).map(({text}) => text);
	return {progress: of('progress'), log: of('log'), failed: of('step-failed')};
};

describe.each(Object.keys(shells) as Shell[])('under %s', {concurrent: true}, shell => {
	test('what a step reports becomes an event, not a line of the log', async () => {
		const {progress, log} = await eventsOf(shell, `echo before; ${report('5', '100')}; echo after`);
		expect(progress).toEqual(['5 100']);
		expect(log).toEqual(['before', 'after']);
	});

	test('it is never the reason of a failure', async () => {
		const {failed} = await eventsOf(shell, `echo 'No space.'; ${report('5', '100')}; exit 1`);
		expect(failed).toEqual(['No space.']);
	});

	test('a flood of reports is written at most once a second', async () => {
		const flood = `at=0; while [ $at -lt 20000 ]; do at=$((at + 1)); ${report('$at', '20000').replaceAll("'", '')}; done`;
		const begun = performance.now();
		const {progress, log} = await eventsOf(shell, flood);
		const seconds = (performance.now() - begun) / 1000;
		expect(log).toEqual([]);
		expect(progress[0]).toBe('1 20000');
		// The reader lags behind the step, so its time is that of the whole job; a second is under way at both ends.
		expect(progress.length).toBeLessThanOrEqual(Math.floor(seconds) + 2);
	});

	test('steps of less than 1/400 are not worth an event each second', async () => {
		const {progress} = await eventsOf(
			shell,
			`${report('0', '1000000')}; ${isWritten('0 1000000')}; sleep 1.1; ${report('2499', '1000000')}; ${report('2500', '1000000')}`,
		);
		expect(progress).toEqual(['0 1000000', '2500 1000000']);
	});

	test.each(['x 1', '1 x', '01 2', '1234567890123456 2', '$(id) 1', '-1 2', '1 2 3', ' 1'])(
		'%j is no progress, and a line of the log',
		async text => {
			const {progress, log} = await eventsOf(shell, `printf '\\036%s\\n' '${text}'`);
			expect(progress).toEqual([]);
			expect(log).toEqual([`\u001E${text}`]);
		},
	);
});
