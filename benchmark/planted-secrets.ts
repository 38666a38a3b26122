import {randomBytes} from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Random letters of an alphabet. */
const of = (count: number, alphabet = letters): string =>
	[...randomBytes(count)].map(byte => alphabet[byte % alphabet.length]).join('');
const hex = (count: number): string => of(count, '0123456789abcdef');
const upper = (count: number): string => of(count, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
/** What a person or a password manager makes: never without a digit. */
const password = (): string => `${of(4 + ((randomBytes(1)[0] ?? 0) % 12))}${of(1, '0123456789')}${of(3)}`;
const pem = (what: string): string => {
	const body = randomBytes(900).toString('base64').replaceAll(/.{64}/gu, '$&\n');
	return `-----BEGIN ${what}-----\n${body}\n-----END ${what}-----\n`;
};
const jwt = (): string =>
	[
		{alg: 'HS256', typ: 'JWT'},
		{sub: of(12), iat: 1_700_000_000},
	]
		.map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
		.concat(randomBytes(32).toString('base64url'))
		.join('.');

/** A secret in a file: the file's path, its text, and the line that the secret begins on. */
export type Planted = {
	readonly kind: string;
	readonly path: string;
	readonly text: string;
	readonly line: number;
};

/** Tokens, as their issuers document their form. */
const tokens: Readonly<Record<string, () => string>> = {
	GitHub: () => `ghp_${of(36)}`,
	'GitHub, fine-grained': () => `github_pat_${of(22)}_${of(59)}`,
	GitLab: () => `glpat-${of(20)}`,
	npm: () => `npm_${of(36)}`,
	PyPI: () => `pypi-AgEIcHlwaS5vcmc${of(140)}`,
	'Hugging Face': () => `hf_${of(34, letters.slice(0, 52))}`,
	Docker: () => `dckr_pat_${of(27)}`,
	Slack: () => `xoxb-${of(12, '0123456789')}-${of(13, '0123456789')}-${of(24)}`,
	'Slack webhook': () => `https://hooks.slack.com/services/T${upper(10)}/B${upper(10)}/${of(24)}`,
	'AWS key id': () => `AKIA${upper(16)}`,
	Google: () => `AIza${of(35)}`,
	'Google client': () => `GOCSPX-${of(28)}`,
	Anthropic: () => `sk-ant-api03-${of(93)}AA`,
	OpenAI: () => `sk-proj-${of(60)}1${of(60)}`,
	Stripe: () => `sk_live_${of(24)}`,
	SendGrid: () => `SG.${of(22)}.${of(43)}`,
	DigitalOcean: () => `dop_v1_${hex(64)}`,
	Vault: () => `hvs.${of(90)}`,
	Tailscale: () => `tskey-auth-${of(16)}-${of(32)}`,
	'JSON web token': jwt,
};
/** Where people put them. */
const places: readonly ((token: string) => Omit<Planted, 'kind'>)[] = [
	token => ({path: 'srv/app/src/client.js', text: `// client\nconst value = "${token}";\n`, line: 2}),
	token => ({path: 'srv/app/.env', text: `MODE=dev\nSERVICE_TOKEN=${token}\n`, line: 2}),
	token => ({path: 'home/dev/notes.md', text: `# Notes\n\nUse \`${token}\` for now.\n`, line: 3}),
	token => ({path: 'srv/app/deploy.yml', text: `env:\n  - name: A\n    value: ${token}\n`, line: 3}),
	token => ({path: 'home/dev/main.py', text: `headers = {"X-Auth": "${token}"}\n`, line: 1}),
];

/** Files of programs and people, with a password, key or login; the line counts from 1. */
const files: Readonly<Record<string, () => readonly [path: string, text: string, line: number]>> = {
	'OpenSSH key': () => ['home/dev/.ssh/id_ed25519', pem('OPENSSH PRIVATE KEY'), 1],
	'RSA key': () => ['srv/tls/server.key', pem('RSA PRIVATE KEY'), 1],
	'service account': () => [
		'home/dev/key-file.json',
		JSON.stringify({type: 'service_account', private_key: pem('PRIVATE KEY')}),
		1,
	],
	netrc: () => ['home/dev/.netrc', `machine a.internal\nlogin dev\npassword ${password()}\n`, 3],
	pgpass: () => ['home/dev/.pgpass', `db.internal:5432:*:dev:${password()}\n`, 1],
	'git login': () => ['home/dev/.git-credentials', `https://dev:${password()}@git.internal\n`, 1],
	'git remote': () => [
		'srv/app/.git/config',
		`[remote "origin"]\n\turl = https://dev:${password()}@git.internal/a.git\n`,
		2,
	],
	'registry login': () => [
		'home/dev/.docker/config.json',
		`{"auths":{"r.internal":{"auth":"${Buffer.from(`dev:${password()}`).toString('base64')}"}}}`,
		1,
	],
	kubeconfig: () => ['home/dev/.kube/config', `users:\n- name: a\n  user:\n    token: ${of(40)}\n`, 4],
	'AWS credentials': () => ['home/dev/.aws/credentials', `[default]\naws_secret_access_key = ${of(40)}\n`, 2],
	'shell history': () => ['home/dev/.bash_history', `ls\nmysql -u root -p${password()} shop\ncd\n`, 2],
	'curl in a history': () => ['root/.zsh_history', `: 1:0;curl -u dev:${password()} https://a.internal\n`, 1],
	'database.yml': () => ['srv/app/config/database.yml', `production:\n  password: ${password()}\n`, 2],
	'Spring settings': () => [
		'srv/app/application.properties',
		`server.port=80\nspring.datasource.password=${password()}\n`,
		2,
	],
	'PHP settings': () => ['srv/app/wp-config.php', `<?php\ndefine('DB_PASSWORD', '${password()}');\n`, 2],
	'Python settings': () => ['srv/app/settings.py', `DEBUG = True\nSECRET_KEY = '${of(50)}'\n`, 2],
	'Django database': () => [
		'srv/app/local.py',
		`D = {\n    'USER': 'dev',\n    'PASSWORD': '${password()}',\n}\n`,
		3,
	],
	'compose file': () => [
		'srv/app/compose.yaml',
		`services:\n  a:\n    environment:\n      - DB=postgres://dev:${password()}@db:5432/a\n`,
		4,
	],
	'Terraform variables': () => ['srv/infra/prod.tfvars', `region = "a"\ndb_password = "${password()}"\n`, 2],
	'Wi-Fi': () => [
		'etc/NetworkManager/system-connections/a.nmconnection',
		`[wifi-security]\npsk=${password()}\n`,
		2,
	],
	WireGuard: () => [
		'etc/wireguard/wg0.conf',
		`[Interface]\nPrivateKey = ${randomBytes(32).toString('base64')}\n`,
		2,
	],
	Maven: () => ['home/dev/.m2/settings.xml', `<server>\n<password>${password()}</password>\n</server>\n`, 2],
	'MySQL client': () => ['root/.my.cnf', `[client]\nuser=root\npassword=${password()}\n`, 3],
	'Redis server': () => ['etc/redis/redis.conf', `port 6379\nrequirepass ${password()}\n`, 2],
	rclone: () => ['home/dev/.config/rclone/rclone.conf', `[a]\ntype = sftp\npass = ${password()}\n`, 3],
	'fish variable': () => ['home/dev/.config/fish/config.fish', `set -gx API_TOKEN ${password()}\n`, 1],
	'Gradle signing': () => ['home/dev/.gradle/gradle.properties', `signing.password=${password()}\n`, 1],
	'agent login': () => ['home/dev/.codex/auth.json', JSON.stringify({tokens: {access_token: of(60)}}), 1],
	'Rails key': () => ['srv/app/config/master.key', hex(32), 1],
	'Ansible variables': () => [
		'srv/infra/group_vars/all',
		`user: dev\nansible_become_password: ${password()}\n`,
		2,
	],
};

/** Two hundred secrets of fifty kinds, of random letters, each in a folder of its own. */
export const plantedSecrets = (): readonly Planted[] => [
	...Object.entries(tokens).flatMap(([kind, token]) => places.map(place => ({kind, ...place(token())}))),
	...Object.entries(files).flatMap(([kind, file], index) =>
		Array.from({length: index < 10 ? 4 : 3}, () => {
			const [path, text, line] = file();
			return {kind, path, text, line};
		}),
	),
];
