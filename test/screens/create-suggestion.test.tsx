import {expect, test} from 'vitest';
import {freeName} from '../../source/model/free-name.ts';
import {nameProblem} from '../../source/model/reference.ts';
import type {SnapshotSource} from '../../source/model/snapshot.ts';
import {source} from '../plan/sources.ts';
import {showForm} from './show-form.tsx';

const taken: SnapshotSource = {
	...source,
	references: ['localhost/api:latest', 'localhost/api-2:latest', 'localhost/web:1'],
};

test.each([
	['api', 'api'],
	['web', 'web-2'],
	['My_Box', 'my_box'],
	['a..b', 'a-b'],
	['x', 'x-1'],
	['...', 'image-1'],
	['n'.repeat(64), 'n'.repeat(56)],
])('for the DevBox %s the name %s is suggested', (name, expected) => {
	const suggested = freeName(name, {taken: ['localhost/web:latest']});
	expect(suggested).toBe(expected);
	expect(nameProblem(suggested)).toBeUndefined();
});

test('the suggested name is free on the worker, and the form says so beside the reference', async () => {
	const {screen, drafts} = await showForm(taken);
	expect(screen.frame()).toContain('→ localhost/api-3:latest on forge-1   ✓ free');
	await screen.press('ctrl+s');
	expect(drafts.map(({name}) => name)).toEqual(['api-3']);
});

test('the first letter replaces the suggestion as a whole, and later ones do not', async () => {
	const {screen} = await showForm(source);
	await screen.type('tax');
	expect(screen.frame()).toContain('→ localhost/tax:latest on forge-1');
});

test.each([
	['backspace', 'ab'],
	['ctrl+u', 'ab'],
	['end', 'apiab'],
	['left', 'abapi'],
])('after %s, the letters ab in the suggestion make %s', async (key, expected) => {
	const {screen} = await showForm(source);
	await screen.press(key);
	await screen.type('ab');
	expect(screen.frame()).toContain(`→ localhost/${expected}:latest on`);
});

test('moving on accepts the suggestion, and it can still be replaced later', async () => {
	const {screen, drafts} = await showForm(source);
	await screen.press('tab');
	await screen.type('v1');
	await screen.press('ctrl+s', 'shift+tab');
	await screen.type('tax');
	await screen.press('ctrl+s');
	expect(drafts.map(({name, tag}) => `${name}:${tag}`)).toEqual(['api:v1', 'tax:v1']);
});

test('what is wrong stands at its field only, and keeps the review closed', async () => {
	const {screen, drafts} = await showForm(taken);
	await screen.type('Tax');
	await screen.press('ctrl+s');
	expect(screen.frame().split('Use lowercase letters.')).toHaveLength(2);
	expect(screen.frame()).not.toContain('→ localhost');
	await screen.press('ctrl+u');
	await screen.type('web');
	await screen.press('tab');
	await screen.type('1');
	await screen.press('ctrl+s');
	expect(screen.frame().split('already exists')).toHaveLength(2);
	expect(drafts).toEqual([]);
});
