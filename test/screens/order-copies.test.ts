import {expect, test} from 'vitest';
import {orderCopies} from '../../source/screens/launch/order-copies.ts';
import {image} from '../launch-context.ts';

const found = (...rows: readonly string[]) =>
	rows.map(row => {
		const [name = '', worker = ''] = row.split('@');
		return image(name, {worker, reference: `localhost/${name}:1`});
	});
const byWorker = (a: {worker: string}, b: {worker: string}) => (a.worker < b.worker ? -1 : 1);

test.each([
	[
		['a@1', 'b@2'],
		['a@1', 'b@2'],
	],
	[
		['a@2', 'a@1'],
		['a@1', 'a@2'],
	],
	[
		['a@3', 'b@2', 'a@1', 'c@9', 'b@1', 'a@2'],
		['a@1', 'b@1', 'a@2', 'c@9', 'b@2', 'a@3'],
	],
	[[], []],
])('copies of one image change places among themselves only: %j', (rows, expected) => {
	const ordered = orderCopies(found(...rows), byWorker);
	expect(ordered.map(({name, worker}) => `${name}@${worker}`)).toEqual(expected);
});

test('a list without copies is the same object, so that nothing is drawn again', () => {
	const rows = found('a@1', 'b@1');
	expect(orderCopies(rows, byWorker)).toBe(rows);
});
