const letters = (count: number, from = 0) =>
	'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0x'.repeat(12).slice(from, from + count);

type Planted = {readonly text: string; readonly line: number | undefined; readonly values: readonly string[]};

/** Files with one secret each, as programs write them, with values that no issuer has made. */
export const plantedSecrets = (): Readonly<Record<string, Planted>> => {
	const key = Array.from({length: 5}, (_, row) => letters(70, row)).join('\n');
	const of = (value: string, line: number | undefined, text: string): Planted => ({
		text,
		line,
		values: [value],
	});
	return {
		'/root/.ssh/id_ed25519': {
			text: `-----BEGIN OPENSSH PRIVATE KEY-----\n${key}\n-----END OPENSSH PRIVATE KEY-----\n`,
			line: 1,
			values: key.split('\n'),
		},
		'/root/.netrc': of(letters(9, 1), 3, `machine a.example\nlogin me\npassword ${letters(9, 1)}\n`),
		'/root/.docker/config.json': of(
			letters(24, 2),
			1,
			`{"auths":{"r.example":{"auth":"${letters(24, 2)}"}}}\n`,
		),
		'/srv/my app/.env': of(letters(11, 3), 2, `MODE=test\nDB_PASSWORD=${letters(11, 3)}\n`),
		'/root/.git-credentials': of(letters(14, 4), 1, `https://me:${letters(14, 4)}@git.example\n`),
		'/root/.bash_history': of(letters(36, 5), 2, `ls\nexport GH=ghp_${letters(36, 5)}\n`),
		'/root/.kube/config': of(
			letters(40, 6),
			4,
			`kind: Config\nusers:\n- user:\n    token: ${letters(40, 6)}\n`,
		),
		'/root/.aws/credentials': of(letters(40, 7), 2, `[default]\naws_secret_access_key = ${letters(40, 7)}\n`),
		'/root/.npmrc': of(letters(36, 8), 1, `//registry.npmjs.org/:_authToken=${letters(36, 8)}\n`),
		'/root/.config/gh/hosts.yml': of(
			letters(36, 9),
			2,
			`github.com:\n    oauth_token: gho_${letters(36, 9)}\n`,
		),
	};
};
