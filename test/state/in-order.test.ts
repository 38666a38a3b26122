import {expect, test} from 'vitest';
import type {Mount} from '../../source/model/devbox.ts';
import {inOrder} from '../../source/state/in-order.ts';

const mount = (destination: string): Mount => ({type: 'volume', source: 'x', destination});

test('mounts and variables have the same order whenever they are read', () => {
	const read = {mounts: ['/srv', '/cache', '/data'].map(mount), env: ['ZONE=1', 'A1=2', 'A=3']};
	const again = {mounts: read.mounts.toReversed(), env: read.env.toReversed()};
	expect(inOrder(read)).toEqual(inOrder(again));
	expect(inOrder(read).mounts.map(({destination}) => destination)).toEqual(['/cache', '/data', '/srv']);
	expect(inOrder(read).env).toEqual(['A=3', 'A1=2', 'ZONE=1']);
});
