import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {bundleFixture} from '../../benchmark/bundle-fixture.ts';
import {bundleOptions} from '../../build-options.ts';
import {redrawBytes} from '../../source/terminal/reset-bytes.ts';
import {stripCommands} from '../../source/terminal/strip-commands.ts';
import {Terminal} from '../driver/terminal.ts';

test.each([
	['a\u001B]0;title\u0007b', 'ab'],
	['a\u001B]52;c;QQ==\u001B\\b', 'ab'],
	['a\u009D52;c;QQ==\u009Cb', 'ab'],
	['a\u001BP+q544e\u001B\\b', 'ab'],
	['a\u001B_Gi=1\u001B\\b\u001B^pm\u001B\\c\u001BXsos\u001B\\d', 'abcd'],
	['a\u001B]0;never closed\nb', 'a\nb'],
	['a\u001B]0;open\u001B[31mb', 'a\u001B[31mb'],
	['a\u009B2Jb', 'a2Jb'],
	['\u001B[1mé日本✓\u001B[22m', '\u001B[1mé日本✓\u001B[22m'],
	[redrawBytes, redrawBytes],
])('of %j the terminal gets %j', (frame, written) => {
	expect(stripCommands(frame)).toBe(written);
});

describe.each([
	['with', bundleOptions.plugins ?? []],
	['without', (bundleOptions.plugins ?? []).filter(each => each.name !== 'ink-patch')],
])('a bundle %s the patch of Ink', (_, plugins) => {
	let app: Awaited<ReturnType<typeof bundleFixture>>;
	beforeAll(async () => {
		app = await bundleFixture(path.join(import.meta.dirname, 'fixtures/hostile-app.tsx'), {plugins});
	});
	afterAll(() => app.remove());

	test('writes no command that a hostile text holds, and still writes our own', async () => {
		const terminal = new Terminal([process.execPath, app.file], {columns: 80, rows: 24});
		try {
			await terminal.exited;
			const own = '\u001B]9;our own notification\u0007';
			expect(terminal.output).toContain('row 7: ');
			expect(terminal.output).toContain(own);
			expect(terminal.output.replace(own, '')).not.toMatch(/\u001B[\]PX^_]|[\u0007\u0080-\u009F]/u);
		} finally {
			terminal.close();
		}
	});
});
