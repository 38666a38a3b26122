import {describe, expect, test} from 'vitest';
import {extraVariables, secretsInImage} from '../../source/model/image-environment.ts';
import {droppedVariables, keptVariables, unsetVariables} from '../../source/model/kept-variables.ts';
import {looksSecret} from '../../source/model/looks-secret.ts';
import type {SnapshotSource} from '../../source/model/snapshot.ts';
import {source} from '../plan/sources.ts';

const made = (
	env: readonly string[],
	{image = [], ...devbox}: Partial<SnapshotSource['devbox']> & {image?: readonly string[]} = {},
): SnapshotSource => ({
	...source,
	image: {...source.image, env: image},
	devbox: {...source.devbox, env, ...devbox},
});
const named = {namesAll: true, variables: [], secrets: []};
const unnamed = {...named, namesAll: false};
const names = (from: SnapshotSource) => extraVariables(from).map(each => each.name);

test.each<[what: string, from: SnapshotSource, names: readonly string[]]>([
	['what Podman 4.3 gives to a container', source, []],
	['another PATH', made(['PATH=/opt/bin']), ['PATH']],
	[
		'the usual PATH, where the image has none',
		made([`PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`]),
		[],
	],
	['the usual PATH, where the image has another', made([`PATH=/bin`], {image: ['PATH=/opt/bin']}), ['PATH']],
	['TERM of its own', made(['TERM=dumb']), ['TERM']],
	['TERM as asked for', made(['TERM=xterm'], {madeBy: {...named, variables: ['TERM']}}), ['TERM']],
	['a hostname of its own', made(['HOSTNAME=web'], {hostname: 'web', madeBy: unnamed}), []],
	['another hostname, over the API', made(['HOSTNAME=db'], {hostname: 'web', madeBy: unnamed}), ['HOSTNAME']],
	['the home of root', made(['HOME=/root'], {madeBy: unnamed}), []],
	['the home of a user', made(['HOME=/home/dev'], {user: 'dev', madeBy: unnamed}), []],
	['the home of a number', made(['HOME=/home/dev'], {user: '1000:1000', madeBy: unnamed}), []],
	['the home of a number without a user', made(['HOME=/'], {user: '1000', madeBy: unnamed}), []],
	['an odd home that no command line named', made(['HOME=/srv/x'], {user: 'x', madeBy: named}), []],
	['an odd home, over the API', made(['HOME=/srv/x'], {user: 'x', madeBy: unnamed}), ['HOME']],
	['a home as asked for', made(['HOME=/root'], {madeBy: {...named, variables: ['HOME']}}), ['HOME']],
	['the same as the image', made(['A=1'], {image: ['A=1']}), []],
	['of two with one name the last', made(['A=2', 'A=1'], {image: ['A=1']}), []],
	['no name', made(['=x', 'novalue', '']), []],
	['what every object has', made(['constructor=1', '__proto__=2']), ['__proto__', 'constructor']],
])('the variables beyond the image: %s', (_, from, expected) => {
	expect(names(from)).toEqual(expected);
});

test('each extra variable is kept or left out, with a reason', () => {
	const from = made(
		[
			'EDITOR=vim',
			'NODE_ENV=test',
			'API_TOKEN=hunter2',
			'CACHE=redis://u:p@h',
			'DB=s3cret',
			'http_proxy=http://proxy:3128',
			'CONTAINER_ID=box',
		],
		{image: ['NODE_ENV=production'], madeBy: {...named, secrets: ['DB']}},
	);
	expect(extraVariables(from).map(({name, kind, because = 'kept'}) => `${name} ${kind}: ${because}`)).toEqual(
		[
			'API_TOKEN added: looks like a secret',
			'CACHE added: looks like a secret',
			'CONTAINER_ID added: identifies this container',
			'DB added: looks like a secret',
			'EDITOR added: kept',
			'NODE_ENV changed: kept',
			"http_proxy added: the worker's proxy",
		],
	);
	expect(JSON.stringify(extraVariables(from))).not.toMatch(/hunter2|u:p|s3cret|vim/u);
	expect(keptVariables(from, {})).toEqual([
		{name: 'EDITOR', value: 'vim'},
		{name: 'NODE_ENV', value: 'test'},
	]);
	expect(droppedVariables(from, {})).toEqual(['API_TOKEN', 'CACHE', 'CONTAINER_ID', 'DB', 'http_proxy']);
});

test('a choice overrides the default, and one for a missing variable does nothing', () => {
	const from = made(['EDITOR=vim', 'API_TOKEN=a=b\nc', 'constructor=1']);
	const draft = {variables: {EDITOR: false, API_TOKEN: true, OTHER: true}};
	expect(keptVariables(from, draft)).toEqual([
		{name: 'API_TOKEN', value: 'a=b\nc'},
		{name: 'constructor', value: '1'},
	]);
	expect(droppedVariables(from, draft)).toEqual(['EDITOR']);
});

test('an explicit proxy is kept', () => {
	const from = made(['HTTPS_PROXY=http://p'], {madeBy: {...named, variables: ['HTTPS_PROXY']}});
	expect(keptVariables(from, {}).map(each => each.name)).toEqual(['HTTPS_PROXY']);
});

test('unset variables and secrets in the image are reported', () => {
	const from = made(['A=1'], {image: ['A=1', 'API_TOKEN=x', 'B=']});
	expect(unsetVariables(from)).toEqual(['API_TOKEN', 'B']);
	expect(secretsInImage(from.image)).toEqual(['API_TOKEN']);
});

// Put together here, so that nobody who scans for secrets finds one.
const fake = (...parts: readonly string[]): string => parts.join('');

describe('looks like a secret', () => {
	test.each([
		...[
			'API_TOKEN',
			'token',
			'githubToken',
			'GITHUBTOKEN',
			'NPM_TOKENS',
			'DB_PASSWORD',
			'PGPASSWORD',
			'dbPassword',
		],
		...[
			'MYSQL_PWD',
			'SECRET',
			'CLIENT_SECRET',
			'AWS_SECRET_ACCESS_KEY',
			'AWS_ACCESS_KEY_ID',
			'APIKEY',
			'API_KEY',
		],
		...[
			'OPENAI_API_KEY',
			'STRIPE_KEY',
			'SSH_PRIVATE_KEY',
			'PRIVATE_KEY',
			'SENTRY_DSN',
			'BASIC_AUTH',
			'LDAP_BINDPW',
		],
		...[
			'GPG_PASSPHRASE',
			'GOOGLE_CREDENTIALS',
			'JWT',
			'SESSION_COOKIE',
			'DB_PASS',
			'my-secret',
			'x.auth',
			'OTP',
		],
	])('by its name: %s', name => {
		expect(looksSecret({name, value: 'hunter2'})).toBe(true);
	});

	test.each([
		fake('gh', 'p_abcdefghij0123456789'),
		fake('github', '_pat_11AAAAAAA0abcdef'),
		fake('gl', 'pat-abcdefghij0123456789'),
		fake('xo', 'xb-1234567890-abc'),
		fake('s', 'k-abcdefghijklmnopqrstuvwxyz'),
		fake('s', 'k-proj-abcdefghijklmnopqrstuvwxyz'),
		fake('s', 'k_live_abcdefghijklmnop'),
		fake('AK', 'IAIOSFODNN7EXAMPLE'),
		fake('AI', 'zaSyA1234567890abcdefghijklmnopqrstuv'),
		fake('ey', 'JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc'),
		fake('np', 'm_abcdefghijklmnopqrstuvwxyz0123456789'),
		fake('-----BEGIN', ' OPENSSH PRIVATE KEY-----\nabc'),
		fake('-----BEGIN', ' PRIVATE KEY-----\nabc'),
		'postgres://user:pass@host/db',
		'redis://:pass@host',
		'Server=db;User Id=a;Password=hunter22;',
		'jdbc:mysql://h/db?user=a&password=hunter22',
		'{"auth": "dXNlcjpwYXNz"}',
		'Bearer abcdefghijk',
		fake('https://hooks.slack.com', '/services/T0/B0/x'),
		'9f86d081884c7d659a2feaa0c55ad015',
		'dGhpcyBpcyBhIHNlY3JldCB0aGF0IGlzIGxvbmcgMQ==',
	])('by its value: %s', value => {
		expect(looksSecret({name: 'X', value})).toBe(true);
	});

	test.each([
		['EDITOR', 'vim'],
		['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
		['LANG', 'C.UTF-8'],
		['GIT_AUTHOR_NAME', 'Alice'],
		['KEYBOARD', 'de'],
		['KEYMAP', 'us'],
		['MONKEY', 'x'],
		['COMPASS', 'north'],
		['TOKENIZERS_PARALLELISM', 'false'],
		['MAX_TOKENS', '4096'],
		['PWD', '/src'],
		['OLDPWD', '/'],
		['SSH_AUTH_SOCK', '/run/ssh.sock'],
		['POSTGRES_PASSWORD_FILE', '/run/secrets/pg'],
		['GOOGLE_APPLICATION_CREDENTIALS', '/run/key.json'],
		['SSH_PUBLIC_KEY', 'ssh-ed25519 AAAAC3 a@b'],
		['GPG_KEY', 'A035C8C19219BA821ECEA86B64E628F8D684696D'],
		['PYTHON_SHA256', '9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015'],
		['GIT_COMMIT', '9f86d081884c7d659a2feaa0c55ad015aaaaaaaa'],
		['LD_LIBRARY_PATH', '/usr/lib/x86_64-linux-gnu/very/long/path/that/goes/on/and/on1'],
		['USE_AUTH', 'true'],
		['API_TOKEN', ''],
		['HOME_PAGE', 'https://example.com/a?b=c'],
		['DATABASE_URL', 'postgres://host/db'],
		['NODE_VERSION', '22.11.0'],
		['JAVA_OPTS', '-Xmx512m -Dfile.encoding=UTF-8'],
		['DOTNET_SYSTEM_GLOBALIZATION_INVARIANT', '1'],
	])('%s=%s does not', (name, value) => {
		expect(looksSecret({name, value})).toBe(false);
	});
});
