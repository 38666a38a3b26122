import {expect, test} from 'vitest';
import type {ImageEdit} from '../../source/model/image-edits.ts';
import {type DecidedSecret, exclusion, withSecrets} from '../../source/model/secret-finding.ts';
import type {Draft} from '../../source/model/snapshot.ts';

const draft: Draft = {name: 'a', tag: 'b', capabilities: [], overwrite: false, method: 'auto'};
const remove = (path: string): ImageEdit => ({act: 'remove', path});
const blank = (path: string, offset: number): ImageEdit => ({
	act: 'blank',
	path,
	sizeBytes: 90,
	ranges: [[offset, 5]],
});
const decided = (decision: DecidedSecret['decision'], ...edits: readonly ImageEdit[]): DecidedSecret => ({
	path: '/x',
	line: 1,
	kind: 'token',
	redacted: '****',
	edits,
	decision,
});

test('the secrets of a file are blanked together, and a file that is left out is not blanked', () => {
	const found = [
		decided('blank', blank('/a', 3)),
		decided('blank', blank('/a', 20)),
		decided('blank', blank('/b', 3)),
		decided('remove', remove('/b'), remove('/c')),
		decided('blank', blank('/c', 9)),
		decided('keep', remove('/d')),
		decided('refuse'),
	];
	const both = {
		act: 'blank',
		path: '/a',
		sizeBytes: 90,
		ranges: [
			[3, 5],
			[20, 5],
		],
	};
	expect(withSecrets({...draft, edits: [remove('/z')]}, found)).toEqual({
		...draft,
		edits: [remove('/z'), both, remove('/b'), remove('/c')],
		secretsKept: 1,
	});
});

test('without secrets, a draft has no edits', () => {
	expect(withSecrets(draft, [])).toEqual({...draft, secretsKept: 0});
});

test('what cannot be left out is refused', () => {
	expect(exclusion(decided('keep'))).toBe('refuse');
	expect(exclusion(decided('keep', remove('/a')))).toBe('remove');
	expect(exclusion(decided('keep', blank('/a', 1)))).toBe('blank');
});
