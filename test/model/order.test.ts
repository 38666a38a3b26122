import {expect, test} from 'vitest';
import {byNumbers, compareNames} from '../../source/model/order.ts';

test('names are in order whatever their capitals, and names that differ only in these are, too', () => {
	const names = ['web-2', 'Web-10', 'api', 'API', 'api-2', 'api_1', 'Zeta', 'box.1', ''];
	expect(names.toSorted(compareNames)).toEqual([
		'',
		'API',
		'api',
		'api-2',
		'api_1',
		'box.1',
		'Web-10',
		'web-2',
		'Zeta',
	]);
	expect(names.toReversed().toSorted(compareNames)).toEqual(names.toSorted(compareNames));
});

test('tags are in order with the numbers in them as numbers, whichever comes first', () => {
	const tags = [
		'',
		'1.0',
		'1.00',
		'1.9',
		'1.09',
		'1.010',
		'2',
		'2026-11-30-0959',
		'2026-11-30-1000',
		'latest',
		'v1',
		'v1-rc2',
		'v9',
		'v10',
	];
	expect(tags.toReversed().toSorted(byNumbers)).toEqual(tags.toSorted(byNumbers));
	expect(tags.toReversed().toSorted(byNumbers)).toEqual([
		...['', '1.0', '1.00', '1.09', '1.9', '1.010', '2', '2026-11-30-0959', '2026-11-30-1000'],
		...['latest', 'v1', 'v1-rc2', 'v9', 'v10'],
	]);
});
