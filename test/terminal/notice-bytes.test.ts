import {describe, expect, test} from 'vitest';
import {Focus} from '../../source/terminal/focus.ts';
import {type NoticeContext, noticeBytes} from '../../source/terminal/notice-bytes.ts';

const away: NoticeContext = {env: {TERM: 'xterm-256color'}, wish: undefined, attention: 'away', tookMs: 1};
const bytes = (change: Partial<NoticeContext>, text = 'Done: api') => noticeBytes(text, {...away, ...change});

test.each<[Partial<NoticeContext>, string]>([
	[{}, '\u0007'],
	[{env: {TERM: 'foot'}}, '\u001B]777;notify;Ingot;Done: api\u001B\\'],
	[{env: {TERM: 'xterm-kitty'}}, '\u001B]777;notify;Ingot;Done: api\u001B\\'],
	[{env: {TERM_PROGRAM: 'WezTerm'}}, '\u001B]777;notify;Ingot;Done: api\u001B\\'],
	[{env: {LC_TERMINAL: 'iTerm2'}}, '\u001B]9;Ingot: Done: api\u001B\\'],
	[{env: {TERM: 'foot'}, wish: 'bell'}, '\u0007'],
	[{env: {TERM: 'foot'}, wish: 'off'}, ''],
	[{wish: 'desktop'}, '\u001B]9;Ingot: Done: api\u001B\\'],
	[
		{env: {TERM: 'tmux-256color', TMUX: '/tmp/t', KITTY_WINDOW_ID: '1'}},
		'\u001BPtmux;\u001B\u001B]777;notify;Ingot;Done: api\u001B\u001B\\\u001B\\\u0007',
	],
	[{env: {TERM: 'tmux-256color', TMUX: '/tmp/t'}}, '\u0007'],
	[{attention: 'here', env: {TERM: 'foot'}}, ''],
	[{attention: 'unknown', env: {TERM: 'foot'}, tookMs: 9999}, ''],
	[{attention: 'unknown', env: {TERM: 'foot'}, tookMs: 10_000}, '\u0007'],
])('the end of a job is notified as the terminal allows: %j', (change, expected) => {
	expect(bytes(change)).toBe(expected);
});

test('a hostile title ends no sequence and begins no other', () => {
	const hostile = 'x\u0007y\u001B\\z\u009Cw;4;3\u001B]52;c;QQ==\u0007\n'.repeat(20);
	const notice = bytes({env: {TERM: 'foot'}}, hostile);
	const inside = notice.slice('\u001B]777;notify;Ingot;'.length, -2);
	expect(inside).not.toMatch(/[\u0000-\u001F\u007F-\u009F;]/u);
	expect(inside.length).toBeLessThanOrEqual(150);
});

describe('a user', () => {
	test('who has just pressed a key is here; ten seconds later it is unknown', () => {
		let now = 0;
		const focus = new Focus(() => now);
		expect(focus.attention).toBe('unknown');
		focus.pressed();
		expect(focus.attention).toBe('here');
		now = 10_000;
		expect(focus.attention).toBe('unknown');
	});

	test('is here or away as the terminal reports', () => {
		const focus = new Focus();
		focus.report(false);
		expect(focus.attention).toBe('away');
		focus.pressed();
		expect(focus.attention).toBe('away');
		focus.report(true);
		expect(focus.attention).toBe('here');
	});
});
