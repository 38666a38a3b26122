import {expect, test} from 'vitest';
import {type CommandDeps, findWorker} from '../../source/commands/command-deps.ts';
import {didYouMean} from '../../source/commands/did-you-mean.ts';
import {ask, known} from './known-fleet.ts';

test.each([
	['tax-pep:2025', 'tax-prep:2025'],
	['nigthly', 'nightly'],
	['ap', 'api'],
	['forge1', 'forge-1'],
])('%s is taken for a mistake in %s', (typed, meant) => {
	const names = ['nightly', 'tax-prep:2025', 'api', 'forge-1', 'database'];
	expect(didYouMean(typed, names, 'List them.')).toBe(`Did you mean ${meant}?`);
});

test('a name that resembles none gets the usual hint', () => {
	expect(didYouMean('zebra', ['api', 'etl'], 'List them.')).toBe('List them.');
	expect(didYouMean('api', [], 'List them.')).toBe('List them.');
});

test('a suggested name cannot control the terminal', () => {
	expect(didYouMean('api', ['api\u001B[2J\u202E'], '')).toBe('Did you mean api·?');
});

test('a mistyped worker is suggested', () => {
	const settings = known.settings as Awaited<ReturnType<CommandDeps['settings']>>;
	expect(() => findWorker(settings, 'forg-2')).toThrow(
		expect.objectContaining({hint: 'Did you mean forge-2?'}),
	);
	expect(() => findWorker(settings, 'zebra')).toThrow(
		expect.objectContaining({hint: 'Configured workers: forge-1, forge-2.'}),
	);
});

test('a mistyped command or option is suggested', async () => {
	expect((await ask('devboxs')).join('\n')).toMatch(/Did you mean devboxes\?/u);
	expect((await ask('devboxes', '--wroker', 'x')).join('\n')).toMatch(/Did you mean --worker\?/u);
});

test('--version names the commit that it was built from', async () => {
	expect(await ask('--version')).toEqual(['1.2.3 (1a2b3c4, 2026-11-28)']);
});
