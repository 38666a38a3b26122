import {generateKeyPairSync} from 'node:crypto';
import {expect, test} from 'vitest';
import type {SecretFinding} from '../../source/model/secret-finding.ts';
import {scanFile} from '../../source/secrets/scan-file.ts';

const letters = (count: number) => 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7'.repeat(12).slice(0, count);
const hex = (count: number) => '0f3a9c27be51d468'.repeat(20).slice(0, count);
const scan = async (path: string, text: string) => {
	const bytes = Buffer.from(text);
	return scanFile({pathBytes: Buffer.from(path), sizeBytes: bytes.length, bytes});
};

const key = `-----BEGIN OPENSSH PRIVATE KEY-----\n${`${letters(70)}\n`.repeat(5)}-----END OPENSSH PRIVATE KEY-----\n`;

/** The text without what the finding covers. */
const blanked = (text: string, found: SecretFinding | undefined): string =>
	(found?.edits ?? [])
		.flatMap(edit => (edit.act === 'blank' ? edit.ranges : []))
		.reduce((left, [at, length]) => left.slice(0, at) + 'x'.repeat(length) + left.slice(at + length), text);

/** As OpenSSL writes them, between its lines. */
const bareKeys: readonly (readonly [what: string, base64: string])[] = (
	[
		['RSA of 1024 bits', 'rsa', {modulusLength: 1024}, 'pkcs1'],
		['RSA of 2048 bits', 'rsa', {modulusLength: 2048}, 'pkcs1'],
		['RSA of 2048 bits in PKCS #8', 'rsa', {modulusLength: 2048}, 'pkcs8'],
		...['P-256', 'P-384', 'P-521'].flatMap(namedCurve =>
			(['sec1', 'pkcs8'] as const).map(
				type => [`${namedCurve} in ${type}`, 'ec', {namedCurve}, type] as const,
			),
		),
		['Ed25519', 'ed25519', {}, 'pkcs8'],
		['X25519', 'x25519', {}, 'pkcs8'],
	] as const
).map(([what, algorithm, options, type]) => {
	const {privateKey} = generateKeyPairSync(algorithm as 'rsa', options as {modulusLength: number});
	const pem = privateKey.export({type: type as 'pkcs1', format: 'pem'}) as string;
	return [what, pem.replaceAll(/-----.*-----\n/gu, '')];
});

test.each(bareKeys)('a private key without the lines around it is found: %s', async (_, base64) => {
	const oneLine = base64.replaceAll('\n', '');
	for (const [path, text] of [
		['/srv/key-without-lines', base64],
		['/srv/job.txt', `note: keep this\n${base64}end\n`],
		['/srv/app.json', `{"key":"${oneLine}"}`],
		['/srv/app.yml', `key: ${oneLine}\nuser: me\n`],
	] as const) {
		const [only, ...others] = await scan(path, text);
		expect([only?.kind, others], path).toEqual(['private key', []]);
		const left = blanked(text, only);
		expect(left).not.toContain(oneLine.slice(30, 60));
		expect(left).toHaveLength(text.length);
		// None of these can be in a key.
		for (const word of ['note: keep this', '\nend\n', 'user: me', '{"key":"', '"}'])
			expect(left.includes(word), word).toBe(text.includes(word));
	}
});

test('a private key that is encoded as a whole is found wherever a kubeconfig lies, and no certificate', async () => {
	const encoded = (label: string) =>
		Buffer.from(`-----BEGIN ${label}-----\n${`${letters(64)}\n`.repeat(4)}`).toString('base64');
	for (const label of ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'OPENSSH PRIVATE KEY']) {
		const found = await scan('/root/cluster.yaml', `user:\n  client-key-data: ${encoded(label)}\n`);
		expect(found.map(({kind}) => kind)).toEqual(['private key']);
	}
	for (const label of ['CERTIFICATE', 'PUBLIC KEY'])
		expect(await scan('/root/cluster.yaml', `  certificate-authority-data: ${encoded(label)}\n`)).toEqual([]);
});

test('public keys and certificates without the lines around them are none', async () => {
	for (const [algorithm, options] of [
		['rsa', {modulusLength: 2048}],
		['ec', {namedCurve: 'P-256'}],
		['ed25519', {}],
	] as const) {
		const {publicKey} = generateKeyPairSync(algorithm as 'rsa', options as {modulusLength: number});
		const der = publicKey.export({type: 'spki', format: 'der'}).toString('base64');
		expect(await scan('/srv/app.yml', `cert: ${der}\n`)).toEqual([]);
	}
});

test.each([
	['/root/.netrc~', `machine a.com login me password ${letters(9)}`, 'netrc password', 'remove'],
	['/root/.git-credentials.bak', `https://me:${letters(12)}@git.corp.io`, 'git login', 'remove'],
	['/srv/prod.env.bak', `DB_PASSWORD=${letters(10)}`, 'secret variable', 'blank'],
	[
		'/app/application.properties.orig',
		`db.password=${letters(10)}`,
		'password or token in a setting',
		'blank',
	],
	[
		'/app/database.yml.old',
		`production:\n  password: ${letters(10)}`,
		'password or token in a setting',
		'blank',
	],
	[
		'/app/wp-config.php.save',
		`define('DB_PASSWORD', '${letters(10)}');`,
		'password or token in a setting',
		'blank',
	],
])('a copy is searched as what it is a copy of: %s', async (...[path, text, kind, act]) => {
	const found = await scan(path, text);
	expect(found.map(each => [each.path, each.kind, each.edits.map(edit => edit.act)])).toEqual([
		[path, kind, [act]],
	]);
});

test.each([
	['/root/.ssh/id_ed25519', key, 'private key'],
	['/app/notes.txt', `x=ghp_${letters(36)}`, 'GitHub token'],
	['/app/config.py', `T = "glpat-${letters(20)}"`, 'GitLab token'],
	['/root/.npmrc', `//registry.npmjs.org/:_authToken=${letters(36)}`, 'npm login'],
	['/root/.netrc', `machine a.com login me password ${letters(9)}`, 'netrc password'],
	['/root/.pgpass', `db:5432:*:me:${letters(9)}`, 'PostgreSQL password'],
	['/root/.git-credentials', `https://me:${letters(12)}@git.corp.io`, 'git login'],
	['/srv/x/.git/config', `url = https://me:${letters(12)}@git.corp.io/x.git`, 'password in an address'],
	['/root/.docker/config.json', `{"auths":{"r":{"auth":"${letters(24)}"}}}`, 'registry login'],
	['/root/.kube/config', `users:\n- user:\n    token: ${letters(40)}`, 'kubeconfig login'],
	['/root/.aws/credentials', `[default]\naws_secret_access_key = ${letters(40)}`, 'login'],
	['/app/.env', `DB_PASSWORD=${letters(10)}`, 'secret variable'],
	['/root/.bash_history', `ls\nmysql -u root -p${letters(9)} shop`, 'password in a command'],
	['/root/.bash_history', `curl -u me:${letters(9)} https://a`, 'password in a command'],
	['/root/.config/gh/hosts.yml', `github.com:\n    oauth_token: gho_${letters(36)}`, 'GitHub token'],
	['/root/.codex/auth.json', '{}', 'login of Codex'],
	['/root/.claude/.credentials.json', '{}', 'login of Claude'],
	[
		'/root/.claude/projects/-srv/5b0e.jsonl',
		`{"type":"user","message":"use sk-ant-api03-${letters(90)}AA"}`,
		'Anthropic key',
	],
	['/root/.codex/sessions/2026/a.jsonl', `{"output":"token ghp_${letters(36)}"}`, 'GitHub token'],
	['/root/.config/chromium/Default/Login Data', 'SQLite', 'browser passwords'],
	['/etc/shadow', `root:$6$${letters(40)}:19000:0:99999:7:::`, 'password hash'],
	['/etc/wireguard/wg0.conf', `[Interface]\nPrivateKey = ${letters(43)}=`, 'WireGuard key'],
	['/app/a.js', `const s = 'sk_live_${letters(24)}'`, 'Stripe key'],
	['/app/a.js', `k = "sk-ant-api03-${letters(90)}AA"`, 'Anthropic key'],
	['/app/a.js', `"AKIA${'QWERTYUIOPASDFGH'}"`, 'AWS access key'],
	['/app/a.tf', `token = "dop_v1_${hex(64)}"`, 'DigitalOcean token'],
	['/app/a.js', `https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/${letters(24)}`, 'webhook address'],
	['/app/appsettings.json', `{"c":"AccountName=a;AccountKey=${letters(86)}=="}`, 'Azure account key'],
	['/app/jwt.txt', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${letters(43)}`, 'JSON web token'],
	['/app/database.yml', `production:\n  password: ${letters(10)}`, 'password or token in a setting'],
	['/root/.m2/settings.xml', `<password>${letters(10)}</password>`, 'password or token in a setting'],
	['/app/wp-config.php', `define('DB_PASSWORD', '${letters(10)}');`, 'password or token in a setting'],
	['/app/settings.py', `SECRET_KEY = '${letters(50)}'`, 'password or token in a program'],
	['/app/local.py', `D = {'PASSWORD': '${letters(10)}'}`, 'password or token in a program'],
	['/etc/redis/redis.conf', `requirepass ${letters(10)}`, 'Redis password'],
	['/root/.config/fish/config.fish', `set -gx API_TOKEN ${letters(10)}`, 'secret variable'],
	['/app/config/master.key', hex(32), 'key of Rails'],
	['/infra/group_vars/all', `db_password: ${letters(10)}`, 'password or token in a setting'],
	[
		'/etc/NetworkManager/system-connections/a.nmconnection',
		`psk=${letters(10)}`,
		'password or token in a setting',
	],
])('in %s, %s is found', async (path, text, kind) => {
	const found = await scan(path, text);
	expect(found.map(each => each.kind)).toEqual([kind]);
	expect(JSON.stringify(found)).not.toContain(letters(9));
});

test.each([
	['/app/.env.example', 'DB_PASSWORD=changeme'],
	['/app/a.yml', `password: ${'$'}{DB_PASSWORD}`],
	['/app/node_modules/x/README.md', 'https://user:secret1@host.com'],
	['/app/node_modules/x/test/key.pem', key],
	['/etc/ssh/ssh_host_ed25519_key', key],
	['/root/.bashrc', "alias ll='ls -l'\nexport PATH=/usr/local/bin:$PATH\nHISTSIZE=1000"],
	['/etc/shadow', 'root:*:19000:0:99999:7:::'],
	['/app/package-lock.json', `{"integrity": "sha512-${letters(86)}=="}`],
	['/app/auth.py', "token = 'access_token'\npassword = get_password('v1')\nsecret_key = os.environ['KEY_1']"],
	['/app/node_modules/x/README.md', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${letters(43)}`],
])('in %s, nothing is', async (path, text) => {
	expect(await scan(path, text)).toEqual([]);
});

test('a comment in the file hides nothing, and the line is that of the secret', async () => {
	const text = `# secretlint-disable\né\ntoken = ghp_${letters(36)}\n`;
	const [found] = await scan('/app/a.txt', text);
	expect(found).toMatchObject({line: 3, redacted: 'ghp_****'});
});

/** The file in the image: undefined if it is left out. */
const without = async (path: string, text: string): Promise<string | undefined> => {
	const found = await scan(path, text);
	expect(found.length).toBeGreaterThan(0);
	const bytes = Buffer.from(text);
	for (const edit of found.flatMap(({edits}) => edits)) {
		if (edit.act !== 'blank') return undefined;
		expect(edit).toMatchObject({path, sizeBytes: bytes.length});
		for (const [offset, length] of edit.ranges) bytes.fill('x', offset, offset + length);
	}
	return bytes.toString();
};

test.each([
	['/root/.ssh/id_ed25519', key],
	['/srv/tls/server.pem', `subject=a\n${key}`],
	['/root/.netrc', `machine a.com login me password ${letters(9)}`],
	['/root/.docker/config.json', `{"auths":{"r":{"auth":"${letters(24)}"}}}`],
	['/root/.bash_history', `ls\nmysql -u root -p${letters(9)} shop`],
	['/root/.config/chromium/Default/Login Data', 'SQLite'],
])('%s would be left out as a whole', async (path, text) => {
	expect(await without(path, text)).toBe(undefined);
});

test.each([
	[
		'/app/.env',
		`# Größe 日本\nA=ü DB_PASSWORD=${letters(10)}\nB=1\n`,
		`# Größe 日本\nA=ü DB_PASSWORD=${'x'.repeat(10)}\nB=1\n`,
	],
	[
		'/srv/x/.git/config',
		`url = https://me:${letters(12)}@git.corp.io/x.git`,
		`url = https://me:${'x'.repeat(12)}@git.corp.io/x.git`,
	],
	['/root/.bashrc', `export GH_TOKEN="ghp_${letters(36)}" # é`, `export GH_TOKEN="${'x'.repeat(40)}" # é`],
	['/etc/shadow', `root:$6$${letters(40)}:19000:0:99999:7:::`, `root:${'x'.repeat(43)}:19000:0:99999:7:::`],
])('in %s, only the bytes of the secret would be blanked', async (path, text, expected) => {
	expect(await without(path, text)).toBe(expected);
});

test('a private key within other text would be blanked to its end', async () => {
	const short = key.replace('-----END', 'abc=\n-----END');
	const blanked = await without('/app/values.yaml', `a: |\n  ${short.replaceAll('\n', '\n  ')}\nb: 1\n`);
	expect(blanked).toMatch(/^a: \|\n {2}[\s\S]*\nb: 1\n$/u);
	expect(blanked).not.toMatch(/[a-zA-Z0-9]{70}(?<!x{70})|abc=/u);
});
