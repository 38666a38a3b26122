import {Box} from 'ink';
import {expect, test} from 'vitest';
import {StepList, type StepRow} from '../../source/parts/step-list.tsx';
import {show} from './show.tsx';

const title = 'Copy what has changed since, and freeze';
const times = {startedAt: 0, endedAt: 4000};

test.each<readonly [string, Partial<StepRow>, string]>([
	['that waits', {state: 'waiting'}, title],
	['that is done', {state: 'done', ...times}, `${title}     4.0 s`],
	[
		'that has failed',
		{state: 'failed', ...times},
		'Copy what has changed since, and free…     4.0 s  failed',
	],
	[
		'with a note',
		{state: 'done', ...times, note: '12 files.'},
		'Copy what has changed since, and f…     4.0 s  12 files.',
	],
	[
		'with a note of two lines',
		{state: 'done', ...times, note: 'The disk has space for it, and for the image that comes before it.'},
		'Copy what has change…     4.0 s  The disk has space for…',
	],
])('in a narrow terminal, a step %s has as much of its title as its line leaves', async (_, step, line) => {
	const screen = await show(
		<Box width={58}>
			<StepList steps={[{id: '1', title, state: 'waiting', ...step}]} width={58} />
		</Box>,
	);
	expect(screen.lines()[0]?.slice(2).trimEnd()).toBe(line);
});
