import {expect, test} from 'vitest';
import type {Fleet} from '../../source/model/fleet.ts';
import {pullableNames, registryNames} from '../../source/model/registered.ts';
import {image} from '../launch-context.ts';

const [web, api] = [image('web', {id: 'a'.repeat(64)}), image('api', {id: 'b'.repeat(64)})];
const at = (worker: string, {id}: {id: string}, name: string) => ({worker, id, name});
const known = [
	at('forge-1', web, 'hub.example.com/web:1'),
	at('forge-2', web, 'hub.example.com/web:1'),
	at('forge-1', web, 'other.example.com/web:1'),
	at('forge-1', api, 'hub.example.com/api:1'),
];
const fleet: Fleet = {
	'forge-2': {
		worker: {name: 'forge-2', kind: 'self-hosted'},
		reach: {state: 'ready', facts: undefined},
		images: {content: {managed: [web], references: []}, at: 1},
		stale: {},
	},
};

test('an image has the names in registries that any worker recorded, each once', () => {
	expect(registryNames(web, known)).toEqual(['hub.example.com/web:1', 'other.example.com/web:1']);
});

test('a worker can pull what others have in a registry, but not what it has itself', () => {
	expect(pullableNames('forge-2', known, fleet)).toEqual(['hub.example.com/api:1']);
	expect(pullableNames('forge-3', known, fleet)).toEqual([]);
});
