import {spawnSync} from 'node:child_process';
import {expect, test} from 'vitest';

const bundle = new URL('../../dist/ingot.js', import.meta.url).pathname;

test('with an older Node, Ingot says which one is needed, and not how the loader failed', () => {
	const pretend = `Object.defineProperty(process, 'versions', {value: {...process.versions, node: '20.20.2'}})`;
	const options = `--import ${JSON.stringify(`data:text/javascript,${encodeURIComponent(pretend)}`)}`;
	const {status, stdout, stderr} = spawnSync(process.execPath, [bundle, '--version'], {
		encoding: 'utf8',
		env: {...process.env, NODE_OPTIONS: options},
	});
	expect(stderr).toMatch(/^ingot: Node 20\.20\.2 is too old: Ingot needs Node 22 or newer\. Install .*\n$/u);
	expect([status, stdout]).toEqual([1, '']);
});
