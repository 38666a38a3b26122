import {expect, test} from 'vitest';
import {compareNames} from '../../source/model/order.ts';

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
