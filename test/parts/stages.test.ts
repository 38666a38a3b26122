import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {stageText} from '../../source/parts/stages.ts';
import {createStages} from '../../source/screens/create/create-stages.ts';

const stages = createStages('Details', {worker: 'forge-1', devbox: 'api'});
const marks = {done: '✓', up: '●', down: '○'};

test.each([
	[80, '✓ Worker forge-1   ✓ DevBox api   ● Details   ○ Review'],
	[50, '✓ Worker   ✓ DevBox   ● Details   ○ Review'],
	[38, '✓ Worker ✓ DevBox ● Details ○ Review'],
	[30, 'Details, 3 of 4'],
])('in %i columns the steps read %s', (width, expected) => {
	const text = stageText(stages, {width, marks});
	expect(text).toBe(expected);
	expect(stringWidth(text)).toBeLessThanOrEqual(width);
});

test('a hostile name cannot rewrite the strip', () => {
	const named = createStages('Details', {worker: 'a\u001B[2Jb'});
	expect(stageText(named, {width: 99, marks})).toContain('✓ Worker ab');
});
