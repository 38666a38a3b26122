import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {jumpsTo} from '../../source/remote/config/jump-hosts.ts';
import {resolveSsh} from '../../source/remote/config/resolve-ssh.ts';

/** The jump hosts to forge by an ssh config. */
const jumps = async (config: string) => {
	const home = mkdtempSync(path.join(tmpdir(), 'ingot-route-'));
	onTestFinished(() => rmSync(home, {recursive: true}));
	const sshConfig = path.join(home, 'config');
	writeFileSync(sshConfig, config);
	const me = {home, login: 'al', sshConfig, agentSocket: undefined};
	return jumpsTo({name: 'forge', address: await resolveSsh({name: 'forge', ssh: 'forge'}, me)}, me);
};

test('a route that forms a loop is named by its worker, once', async () => {
	const config = 'Host forge b\nProxyJump a\nHost a\nProxyJump b\n';
	await expect(jumps(config)).rejects.toThrow(/^The route to forge has more than 8 jump hosts\.$/u);
});

test('each jump host of a longer route is named with the worker', async () => {
	const all = await jumps('Host forge\nProxyJump b\nHost b\nProxyJump a\n');
	expect(all.map(each => each.name)).toEqual(['a on the way to forge', 'b on the way to forge']);
});
