import {beforeAll, expect, test} from 'vitest';
import {defaultKeysFile} from './default-keys-file.ts';
import {keyDocument, lettersOf, type SharedLetter} from './key-document.ts';
import {collectKeys, type ScreenKeys} from './key-tables.tsx';

const shared: Readonly<Record<string, SharedLetter>> = {
	a: {titles: ['Add another', 'Adopt'], why: 'Takes in what Ingot does not know yet: a worker or a DevBox.'},
	d: {
		titles: ['Delete', 'Doctor', 'Remove'],
		why: 'A key never removes a worker, so it is free for the doctor. Deleting and removing ask first.',
	},
	e: {
		titles: ['All lines', 'Edit', 'Errors only', 'Rename'],
		why: 'Changes what a schedule says, or what a DevBox is called; a log is not changed, but has errors.',
	},
	f: {
		titles: ['Follow', 'Fork', 'Pause'],
		why: 'The end of a log as it grows; a copy of a DevBox, which has no log here.',
	},
	g: {titles: ['First', 'First line'], why: 'The top of a list or of a log.'},
	G: {titles: ['Last', 'Last line'], why: 'The end of a list or of a log.'},
	i: {titles: ['Details', 'Images'], why: 'Images of a worker or a job; on an image, what it is made of.'},
	j: {titles: ['Line down', 'Next'], why: 'Down in a list or in a log.'},
	k: {titles: ['Line up', 'Previous'], why: 'Up in a list or in a log.'},
	n: {
		titles: ['New', 'Next match', 'Schedule'],
		why: 'The next match in a log, as in less; a new schedule, of an image or of a DevBox.',
	},
	p: {
		titles: ['Contents', 'Pause', 'Prune'],
		why: 'A DevBox pauses, unused images are pruned: Podman uses both words. A review has neither, but a preview.',
	},
	P: {
		titles: ['Pull from registry', 'Save patterns'],
		why: 'An image comes to a worker; the contents of a DevBox are not in a registry, and have patterns.',
	},
	r: {
		titles: ['Connect now', 'Re-run checks', 'Reconnect', 'Refresh', 'Try again'],
		why: 'Asks the worker again, and connects to it first if need be.',
	},
	R: {titles: ['Refresh all', 'Search again'], why: 'Looks at everything anew.'},
	S: {titles: ['Save log', 'Sort'], why: 'A list is sorted, a log is saved: neither can do the other.'},
	t: {
		titles: ['Add tag', 'Disable', 'Enable', 'Start', 'Stop'],
		why: 'Turns a DevBox or a schedule on or off; an image is neither, and has tags.',
	},
	v: {
		titles: ['Fold repeated lines', 'Show all lines', 'Show commands', 'Show summary'],
		why: 'The same in more or less detail: a log, or a review.',
	},
	w: {
		titles: ['Copy address', 'Truncate lines', 'Wrap lines'],
		why: 'The web address of a DevBox, as in its neighbours; wrapping, in a log.',
	},
};

let screens: readonly ScreenKeys[] = [];
beforeAll(async () => {
	screens = await collectKeys();
}, 400_000);

test('a letter means the same on every screen, or the table says why it does not', () => {
	const listed = Object.fromEntries(Object.entries(shared).map(([key, {titles}]) => [key, titles]));
	expect(lettersOf(screens)).toEqual(listed);
});

test('every key that can be moved is known to the check of the config file; npm run keys writes the list', async () => {
	await expect(defaultKeysFile(screens)).toMatchFileSnapshot('../../source/model/default-keys.ts');
});

test('docs/keys.md has the keys of every screen; npm run keys writes it', async () => {
	await expect(keyDocument(screens, shared)).toMatchFileSnapshot('../../docs/keys.md');
});
