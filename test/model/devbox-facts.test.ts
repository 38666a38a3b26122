import {expect, test} from 'vitest';
import type {DevboxDetail} from '../../source/model/devbox.ts';
import {inspectedFacts} from '../../source/model/devbox-facts.ts';
import {source} from '../plan/sources.ts';

const textsOf = (change: Partial<DevboxDetail>) => {
	const texts = new Map<string, string[]>();
	let last = '';
	for (const {label, text} of inspectedFacts({...source.devbox, ...change})) {
		last = label || last;
		texts.set(last, [...(texts.get(last) ?? []), text]);
	}
	return texts;
};

test('of variables only the names are shown, and no secret of a command or a label', () => {
	const texts = textsOf({
		env: ['PATH=/bin', 'TOKEN=hunter-2'],
		command: ['serve', '--password', 'hunter-2'],
		labels: {DB_PASSWORD: 'hunter-2', plain: 'text'},
	});
	expect(JSON.stringify([...texts])).not.toContain('hunter-2');
	expect(texts.get('Variables')).toEqual(['PATH, TOKEN']);
	expect(texts.get('Command')?.[0]).toMatch(/^serve --password/u);
	expect(texts.get('Labels')).toContain('plain=text');
});

test('mounts say that a snapshot leaves them out, but for the disk of Windows', () => {
	const mounts = [
		{type: 'volume', source: 'data', destination: '/data'},
		{type: 'bind', source: '/srv/win', destination: '/storage'},
		{type: 'tmpfs', source: '', destination: '/tmp'},
	] as const;
	expect(textsOf({mounts}).get('Mounts')).toEqual([
		'/data: volume data, not part of a snapshot',
		'/storage: bind /srv/win, not part of a snapshot',
		'/tmp: tmpfs, not part of a snapshot',
	]);
	expect(textsOf({mounts, os: 'windows'}).get('Mounts')?.[1]).toBe('/storage: bind /srv/win');
});

test.each<[Partial<DevboxDetail>, string]>([
	[{}, 'never'],
	[{restart: 'no'}, 'never'],
	[{restart: 'unless-stopped'}, 'unless-stopped'],
	[{restart: 'always', autoRemove: true}, 'removed when it stops'],
])('%j restarts: %s', (change, text) => {
	expect(textsOf(change).get('Restart')).toEqual([text]);
});

test('what is empty is left out', () => {
	const texts = textsOf({entrypoint: [], workdir: '', networks: []});
	for (const label of ['Entrypoint', 'Folder', 'Networks', 'Mounts', 'Health check'])
		expect([...texts.keys()]).not.toContain(label);
	expect(textsOf({networks: ['podman', 'net']}).get('Networks')).toEqual(['podman, net']);
});
