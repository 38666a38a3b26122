import {Text} from 'ink';
import {useState} from 'react';
import {describe, expect, test} from 'vitest';
import {useKeys} from '../../source/keys.ts';
import {FilterList} from '../../source/parts/filter-list.tsx';
import {pad} from '../../source/parts/fit.ts';
import {Highlight, type Ranges} from '../../source/parts/highlight.tsx';
import {List} from '../../source/parts/list.tsx';
import {useFilter} from '../../source/parts/use-filter.ts';
import {useFilteredList, useList} from '../../source/parts/use-list.ts';
import {show} from './show.tsx';

const idOf = (row: string) => row;
const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');

const Rows = ({
	rows,
	height = 3,
	isRanked = false,
}: {
	rows: readonly string[];
	height?: number;
	isRanked?: boolean;
}) => {
	const list = useList(rows, idOf, {height, isRanked});
	useKeys(list.bindings);
	return (
		<>
			<List
				list={list}
				idOf={idOf}
				width={20}
				refusalOf={row => (row === 'c' ? 'stopped' : undefined)}
				render={(row, {isCursor, refusal, width}) => (
					<Text>{pad(`${row}${isCursor ? '!' : ''} ${refusal ?? ''}`, width)}</Text>
				)}
				empty={<Text>No rows yet</Text>}
			/>
			<Text>{list.count}</Text>
		</>
	);
};

test('a list shows its cursor, a scroll bar and what cannot be chosen', async () => {
	const screen = await show(<Rows rows={letters} />);
	expect(screen.lines()).toEqual([
		'❯ a!               ┃',
		'  b                │',
		'– c stopped        │',
		'1/26',
	]);
});

test('the row under the cursor is looked for once after the rows were sorted, not for every key', async () => {
	let asked = 0;
	const counting = (row: string) => {
		asked += 1;
		return row;
	};
	const orders = [letters, letters.toReversed()] as const;
	const Sorted = () => {
		const [order, setOrder] = useState<0 | 1>(0);
		const [keys, setKeys] = useState(0);
		const list = useList(orders[order], counting, {height: 3});
		useKeys([
			...list.bindings,
			{key: 's', title: 'Sort', run: () => setOrder(1)},
			{key: 'x', title: 'Other', run: () => setKeys(keys + 1)},
		]);
		return <Text>{`${list.current} ${list.count} ${keys}`}</Text>;
	};
	const screen = await show(<Sorted />);
	await screen.press('down');
	await screen.press('s');
	expect(screen.lines()).toEqual(['b 25/26 0']);
	asked = 0;
	await screen.press('x');
	await screen.press('x');
	expect(screen.lines()).toEqual(['b 25/26 2']);
	expect(asked).toBe(0);
});

test.each([
	[['down'], '2/26'],
	[['j', 'j', 'k'], '2/26'],
	[['up'], '1/26'],
	[['pgdn'], '3/26'],
	[['pgdn', 'pgdn', 'pgup'], '3/26'],
	[['ctrl+d', 'ctrl+d'], '3/26'],
	[['ctrl+d', 'ctrl+d', 'ctrl+u'], '2/26'],
	[['end'], '26/26'],
	[['G', 'down'], '26/26'],
	[['end', 'home'], '1/26'],
	[['G', 'g'], '1/26'],
	[['jjj'], '4/26'],
])('%j leads to %s', async (keys, count) => {
	const screen = await show(<Rows rows={letters} />);
	await screen.press(...keys);
	expect(screen.lines()[3]).toBe(count);
});

test('the cursor stays on its row when rows come before it, even when it was never moved', async () => {
	const screen = await show(<Rows rows={['b', 'd']} />);
	await screen.rerender(<Rows rows={['a', 'b', 'd']} />);
	expect(screen.lines()[3]).toBe('2/3');
	expect(screen.lines()[1]).toBe('❯ b!');
});

test('if the best row is first, the cursor stays there until it is moved', async () => {
	const screen = await show(<Rows rows={['b', 'd']} isRanked />);
	await screen.rerender(<Rows rows={['a', 'b', 'd']} isRanked />);
	expect(screen.lines()[0]).toBe('❯ a!');
	await screen.press('down');
	await screen.rerender(<Rows rows={['x', 'a', 'b', 'd']} isRanked />);
	expect(screen.frame()).toContain('❯ b!');
});

test('an empty list says what to do, and has its cursor on the first row that comes', async () => {
	const screen = await show(<Rows rows={[]} />);
	expect(screen.lines()).toEqual(['  No rows yet', '', '', '0']);
	await screen.press('down', 'end');
	await screen.rerender(<Rows rows={letters} />);
	expect(screen.lines()[3]).toBe('1/26');
});

test('of a hundred thousand rows only those on the screen are drawn', async () => {
	const rows = Array.from({length: 100_000}, (_, index) => `row-${index}`);
	const screen = await show(<Rows rows={rows} height={20} />);
	for (let press = 0; press < 50; press += 1) await screen.press('pgdn');
	expect(screen.lines()[20]).toBe('951/100000');
});

const tags = ['tax-prep', 'tax-2025', 'erp'];
const find = (query: string): Ranges => [[0, query.length - 1]];

const Filtered = ({
	isAlways = false,
	isRanked = false,
	rows = tags,
}: {
	isAlways?: boolean;
	isRanked?: boolean;
	rows?: readonly string[];
}) => {
	const [told, setTold] = useState('');
	const found = (query: string) => rows.filter(row => row.startsWith(query));
	const filter = useFilter({isAlways});
	const list = useFilteredList(found(filter.query), idOf, {filter, height: 3, isRanked});
	useKeys([
		...filter.bindings,
		{key: 'esc', title: 'Back', run: () => setTold('back')},
		{key: 'enter', title: 'Open', run: () => setTold(`opened ${list.current}`)},
		{key: 'e', title: 'Letter', run: () => setTold('letter')},
		...list.bindings,
	]);
	return (
		<>
			<FilterList
				list={list}
				total={rows.length}
				idOf={idOf}
				width={40}
				render={row => <Highlight text={row} ranges={filter.query === '' ? undefined : find(filter.query)} />}
				empty={<Text>Nothing found</Text>}
			/>
			<Text>{told}</Text>
		</>
	);
};

describe('a list with a filter', () => {
	test('is filtered from / until Enter keeps or Escape clears it', async () => {
		const screen = await show(<Filtered />);
		expect(screen.lines()[0]).toMatch(/^\/ press \/ to filter +1\/3$/u);
		await screen.type('/tax');
		expect(screen.lines().slice(0, 4)).toEqual([
			expect.stringMatching(/^\/ tax +2 of 3$/u),
			'❯ tax-prep',
			'  tax-2025',
			'',
		]);
		await screen.press('down', 'enter');
		expect(screen.lines()[4] ?? '').toBe('');
		await screen.press('enter');
		expect(screen.lines()[4]).toBe('opened tax-2025');
		await screen.press('e', 'esc');
		expect(screen.lines()[4]).toBe('letter');
		expect(screen.lines()[0]).toContain('press / to filter');
		await screen.press('esc');
		expect(screen.lines()[4]).toBe('back');
	});

	test('has its cursor on the first match', async () => {
		const screen = await show(<Filtered />);
		await screen.press('end', '/', 't');
		expect(screen.lines()[1]).toBe('❯ tax-prep');
	});

	test.each([false, true])(
		'keeps its cursor on the row that was found when it is cleared (ranked: %s)',
		async isRanked => {
			const screen = await show(<Filtered isAlways isRanked={isRanked} />);
			await screen.type('tax-2');
			await screen.press('esc');
			expect(screen.lines().slice(0, 4)).toEqual([
				expect.stringMatching(/ 2\/3$/u),
				'  tax-prep',
				'❯ tax-2025',
				'  erp',
			]);
			await screen.type('tax');
			expect(screen.lines()[1]).toBe('❯ tax-prep');
		},
	);

	test('that is always typed takes letters, and Escape clears before it leaves', async () => {
		const screen = await show(<Filtered isAlways />);
		await screen.press('e', 'enter');
		expect(screen.lines()[4]).toBe('opened erp');
		await screen.press('esc');
		expect(screen.lines()[4]).toBe('opened erp');
		await screen.press('esc');
		expect(screen.lines()[4]).toBe('back');
	});

	test('says when there are no matches', async () => {
		const screen = await show(<Filtered isAlways />);
		await screen.type('zz');
		expect(screen.lines()[1]).toBe('  Nothing found');
	});
});
