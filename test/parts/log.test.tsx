import {Text} from 'ink';
import {describe, expect, test} from 'vitest';
import {useKeys} from '../../source/keys.ts';
import {LogRing} from '../../source/model/log-ring.ts';
import type {LogLayout} from '../../source/parts/log-rows.ts';
import {LogView, useLogPosition} from '../../source/parts/log-view.tsx';
import {scrollLog} from '../../source/parts/scroll-log.ts';
import {until} from '../driver/until.ts';
import {show} from './show.tsx';

const filled = (count: number, capacity = 1000, text = (line: number) => `line ${line}`) => {
	const ring = new LogRing(capacity);
	for (let line = 0; line < count; line += 1) ring.push({text: text(line), tone: 'plain'});
	return ring;
};

const layout: LogLayout = {width: 20, height: 5, isWrapping: false, hasNumbers: false};

describe('scrolling a log of 100 lines in 5 rows', () => {
	test.each([
		['up', undefined, 94],
		['up', 0, 0],
		['down', 10, 11],
		['down', 94, undefined],
		['down', undefined, undefined],
		['page-up', undefined, 91],
		['page-up', 3, 0],
		['page-down', 10, 14],
		['page-down', 92, undefined],
		['half-up', undefined, 93],
		['half-up', 1, 0],
		['half-down', 10, 12],
		['half-down', 94, undefined],
		['top', undefined, 0],
		['bottom', 3, undefined],
		['hold-or-follow', undefined, 95],
		['hold-or-follow', 12, undefined],
	] as const)('%s from %s leads to %s', (scroll, top, to) => {
		expect(scrollLog(filled(100), {top, layout}, scroll)).toBe(to);
	});

	test('dropped lines lead to the oldest that is left', () => {
		expect(scrollLog(filled(100, 20), {top: 3, layout}, 'up')).toBe(80);
	});

	test('a page of wrapped lines is a page of rows', () => {
		const ring = filled(10, 100, () => 'x'.repeat(50));
		const wrapped = {...layout, isWrapping: true};
		expect(scrollLog(ring, {top: undefined, layout: wrapped}, 'page-up')).toBe(8);
		expect(scrollLog(ring, {top: 0, layout: wrapped}, 'page-down')).toBe(1);
	});
});

const Log = ({ring, onRender = () => {}}: {ring: LogRing; onRender?: () => void}) => {
	const position = useLogPosition(ring, 3, {width: 20});
	useKeys(position.bindings);
	onRender();
	return (
		<>
			<LogView ring={ring} position={position} width={20} height={3} />
			<Text>{position.isFollowing ? 'following' : 'holding'}</Text>
		</>
	);
};

test('a log follows its end and holds still when one scrolls up', async () => {
	const ring = filled(10);
	const screen = await show(<Log ring={ring} />);
	expect(screen.lines()).toEqual(['line 7', 'line 8', 'line 9', 'following']);
	ring.push({text: 'line 10', tone: 'plain'});
	await screen.sees('line 10');
	await screen.press('up');
	expect(screen.lines()).toEqual(['line 7', 'line 8', 'line 9', 'holding']);
	ring.push({text: 'line 11', tone: 'plain'});
	await screen.press('g');
	expect(screen.lines()).toEqual(['line 0', 'line 1', 'line 2', 'holding']);
	await screen.press('jj');
	expect(screen.lines()[0]).toBe('line 2');
	await screen.press('f');
	await screen.sees('line 11');
	expect(screen.lines()).toEqual(['line 9', 'line 10', 'line 11', 'following']);
});

test('a long line is cut, or wrapped on demand, and numbered on demand', async () => {
	const ring = filled(2, 100, line => `${line} ${'語'.repeat(12)}`);
	const screen = await show(<Log ring={ring} />);
	expect(screen.lines()[0]).toBe('0 語語語語語語語語…');
	await screen.press('w');
	expect(screen.lines().slice(0, 2)).toEqual(['1 語語語語語語語語語', '語語語']);
	await screen.press('w', '#');
	expect(screen.lines()[0]).toBe('   1 0 語語語語語語…');
});

test('a log cannot rewrite the screen', async () => {
	const screen = await show(<Log ring={filled(1, 10, () => '\u001B[2J\u001B]0;x\u0007a\rb')} />);
	expect(screen.lines()[0]).toBe('a·b');
});

test('a flood of lines costs some frames, not a render a line, and all of it is counted', async () => {
	const ring = new LogRing(2000);
	let renders = 0;
	const screen = await show(<Log ring={ring} onRender={() => (renders += 1)} />);
	const before = renders;
	const start = performance.now();
	for (let batch = 0; batch < 100; batch += 1) {
		for (let line = 0; line < 200; line += 1) ring.push({text: `line ${batch * 200 + line}`, tone: 'plain'});
		await new Promise(resolve => setImmediate(resolve));
	}
	await screen.sees('line 19999');
	const seconds = (performance.now() - start) / 1000;
	expect(renders - before).toBeLessThanOrEqual(Math.ceil(seconds * 30) + 2);
	expect(ring.slice(0, 20_000)).toHaveLength(2000);
});

test('a log of nothing but long lines keeps as many as fit, the last ones', () => {
	const ring = new LogRing(20_000);
	const text = 'x'.repeat(64 * 1024);
	for (let line = 0; line < 1000; line += 1) ring.push({text, tone: 'plain'});
	expect(ring.length).toBe(1000);
	expect(ring.first).toBe(744);
	expect(ring.slice(0, 1000).map(line => line.number)).toEqual(
		Array.from({length: 256}, (_, at) => 744 + at),
	);
	for (let line = 0; line < 20_000; line += 1) ring.push({text: 'short', tone: 'plain'});
	expect(ring.slice(0, 30_000)).toHaveLength(20_000);
});

test('a log that was closed stops listening', async () => {
	const ring = new LogRing(10);
	let listeners = 0;
	const subscribe = ring.subscribe.bind(ring);
	ring.subscribe = listener => {
		listeners += 1;
		const stop = subscribe(listener);
		return () => {
			listeners -= 1;
			stop();
		};
	};
	const screen = await show(<Log ring={ring} />);
	expect(listeners).toBe(1);
	screen.unmount();
	await until(() => listeners === 0);
});
