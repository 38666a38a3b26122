import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {homedir, tmpdir, userInfo} from 'node:os';
import path from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {resolveSsh, type SshAddress} from '../../source/remote/config/resolve-ssh.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ingot-config-'));
afterAll(() => rmSync(folder, {recursive: true}));
const included = (name: string, text: string): string => {
	const file = path.join(folder, name);
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, text);
	return file;
};
/** Nested folders of files, each with another setting. */
const deep = (name: string): string => {
	for (const [index, each] of [
		'd1/a/1.conf',
		'd1/.b/1.conf',
		'd1/b/.2.conf',
		'd2/b/2.conf',
		'd/a/1.conf',
	].entries()) {
		included(`${name}/${each}`, `Host forge\n Port ${3001 + index}\n`);
	}
	included(`${name}/d1/c/1.conf`, 'Host forge\n User wrong\n');
	included(`${name}/d1/(e)/1.conf`, 'Host forge\n HostName far\n');
	included(`${name}/d2/b/3.conf`, 'Host forge\n User right\n');
	return path.join(folder, name);
};
const me = {home: homedir(), login: userInfo().username};
let count = 0;
const configOf = (text: string): string => {
	count += 1;
	return included(`config-${count}`, text);
};

/** Both resolvers: OpenSSH's, and ours without ssh in the PATH. */
const both = async (text: string, ssh: string): Promise<readonly SshAddress[]> => {
	const sshConfig = configOf(text);
	const worker = {name: 'forge', ssh};
	const byOpenSsh = await resolveSsh(worker, {...me, sshConfig});
	const {PATH} = process.env;
	process.env.PATH = folder;
	try {
		return [byOpenSsh, await resolveSsh(worker, {...me, sshConfig})];
	} finally {
		process.env.PATH = PATH;
	}
};

/** Settings from the machine's defaults, not from the config. */
const compared = ({host, port, user, identityFiles, ...rest}: SshAddress, text: string) => ({
	host,
	port,
	user,
	...(/identityfile/iu.test(text) && {identityFiles}),
	...(/userknownhostsfile/iu.test(text) && {knownHostsFiles: rest.knownHostsFiles}),
	...(/kexalgorithms/iu.test(text) && {kex: rest.algorithms.kex}),
	identitiesOnly: rest.identitiesOnly,
	hostKeyAlias: rest.hostKeyAlias,
	proxyJump: rest.proxyJump,
	proxyCommand: rest.proxyCommand,
	connectTimeoutMs: rest.connectTimeoutMs,
	family: rest.family,
	certificateFiles: rest.certificateFiles,
	mayAsk: rest.mayAsk,
});

test.each<[string, string, string]>([
	['nothing', '', 'bob@forge:2222'],
	['an alias', 'Host forge\n HostName 10.0.0.7\n User builder\n Port 2200', 'forge'],
	['keywords in any case, with =', 'host forge\n hostname=10.0.0.7\n USER = builder\n pOrT 22', 'forge'],
	['what the target says before the config', 'Host forge\n User builder\n Port 2200', 'ann@forge:22'],
	['the first value of several', 'Host f*\n User one\nHost *\n User two\n Port 2201', 'forge'],
	['patterns, and those that exclude', 'Host * !forge\n User no\nHost other for?e\n User yes', 'forge'],
	[
		'several keys',
		'IdentityFile ~/a\nHost forge\n IdentityFile "~/with blank"\n IdentityFile %d/%r-%h',
		'forge',
	],
	['tokens in a host name', 'Host forge\n HostName %h.example.org', 'forge'],
	['Match host', 'Host forge\n HostName far.example\nMatch host far.*\n User builder', 'forge'],
	['Match originalhost and user', 'Match originalhost forge user ann\n Port 2200', 'ann@forge'],
	['Match that does not', 'Match user nobody-else\n Port 2200\nMatch all\n Port 2201', 'forge'],
	['jump hosts', 'Host forge\n ProxyJump a,bob@b:2222', 'forge'],
	['a command for the way', 'Host forge\n ProxyCommand nc -X 5 "%h" %p', 'forge'],
	['no way at all', 'Host forge\n ProxyCommand none', 'forge'],
	['times in words', 'ConnectTimeout 1m30s\nServerAliveInterval 20', 'forge'],
	['an address family', 'AddressFamily inet6', 'forge'],
	['files for host keys', `UserKnownHostsFile ${folder}/one ${folder}/two`, 'forge'],
	['no questions', 'BatchMode yes', 'forge'],
	['no passwords', 'PasswordAuthentication no\nKbdInteractiveAuthentication no', 'forge'],
	['algorithms', 'KexAlgorithms curve25519-sha256,diffie-hellman-group14-sha256', 'forge'],
	['a certificate', 'CertificateFile ~/x-cert.pub\nIdentitiesOnly yes\nHostKeyAlias forge-key', 'forge'],
	['comments', '# one\nHost forge # two\n  # three\n  User builder', 'forge'],
	[
		'Include on top',
		`Include ${included('top', 'Host forge\n User inner\n')}\nHost forge\n User outer\n Port 2200`,
		'forge',
	],
	[
		'Include with a pattern',
		`Include ${path.dirname(included('more/1.conf', 'Host forge\n Port 2201\n'))}/*.conf`,
		'forge',
	],
	[
		'Include in a section that counts',
		`Host forge\n Include ${included('inner', 'User inner\nHost other\n Port 1\nHost forge\n Port 2\n')}\n HostName far`,
		'forge',
	],
	[
		'Include in a section that does not',
		`Host other\n Include ${included('not', 'User inner\nHost forge\n Port 2\n')}\nHost forge\n HostName far`,
		'forge',
	],
	[
		'Include with patterns in every part, none of them for a hidden file',
		`Include ${deep('deep')}/d?/[a-b]*/*.{x,conf} ${deep('deep')}/d?/[!c]*/*.conf ${deep('deep')}/d1/(e)*/*`,
		'forge',
	],
	['Include of what is not there', `Include ${folder}/absent\nHost forge\n Port 2200`, 'forge'],
])('%s means the same with and without ssh', async (_title, text, target) => {
	const [byOpenSsh, byUs] = (await both(text, target)).map(each => compared(each, text));
	expect(byUs).toEqual(byOpenSsh);
});

test('a command in the config is not run without ssh, and is reported as skipped', async () => {
	const [byOpenSsh, byUs] = await both('Match exec "true"\n Port 2200', 'forge');
	expect(byOpenSsh?.port).toBe(2200);
	expect(byOpenSsh?.withoutSsh).toBeUndefined();
	expect(byUs?.port).toBe(22);
	expect(byUs?.withoutSsh?.skipped).toEqual([expect.stringMatching(/^Match exec in .*config-/u)]);
});

test('a config that includes itself is reported, not read for ever', async () => {
	const file = path.join(folder, 'circle');
	writeFileSync(file, `Include ${file}\n`);
	const {PATH} = process.env;
	process.env.PATH = folder;
	try {
		await expect(resolveSsh({name: 'forge', ssh: 'forge'}, {...me, sshConfig: file})).rejects.toThrow(
			/config for forge: .*too many nested Include/u,
		);
	} finally {
		process.env.PATH = PATH;
	}
});
