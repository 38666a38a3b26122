import {expect, test} from 'vitest';
import {collectNames} from '../../source/commands/collect.ts';
import {onFleet} from './listed-fleet.ts';

const fleet = {a: ['web:1 x'], b: ['web:1 x'], c: ['web:1 x']};

test.each([
	['one name', ['a'], ['a']],
	['names with commas between', ['a,b'], ['a', 'b']],
	['blanks and empty places around them', [' a, b ,,'], ['a', 'b']],
	['the option again', ['a,b', 'c'], ['a', 'b', 'c']],
	['nothing, which is refused later', [''], ['']],
	['only a comma', [','], ['']],
])('an option that takes several names takes %s', (_, values, names) => {
	expect(values.reduce<readonly string[]>((all, each) => collectNames(each, all), [])).toEqual(names);
});

test.each([
	['images -w a,b', ['a', 'b']],
	['images -w a -w b', ['a', 'b']],
	['images --worker a,b --worker c', ['a', 'b', 'c']],
])('ingot %s asks these workers and no other', async (line, workers) => {
	const {connected} = await onFleet(fleet)(...line.split(' '));
	expect(connected).toEqual(workers);
});

test.each([
	'push web:1 r.example.com/web:1 -w a,b',
	'pull r.example.com/web:1 -w a,b',
	'launch web:1 -w a,b',
])('ingot %s says that it takes one worker, and what to do instead', async line => {
	const {err, code, connected} = await onFleet(fleet)(...line.split(' '));
	expect(err).toContain(
		'This command takes one worker. Run it for each of them: --worker a, then --worker b.',
	);
	expect(code).toBe('usage');
	expect(connected).toEqual([]);
});
