import {execFileSync, spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {findSecrets} from '../source/jobs/find-secrets.ts';
import {findingText, type SecretScan} from '../source/model/secret-finding.ts';
import type {Remote} from '../source/remote/remote.ts';
import {source} from '../test/plan/sources.ts';
import {reportFigure} from './measure.ts';
import {type Planted, plantedSecrets} from './planted-secrets.ts';
import {secretSpeed} from './secret-speed.ts';

const debs = '/var/cache/apt/archives';
/** A system with what a DevBox usually has; as packaged, without a setting of this machine. */
const packages =
	/^(?:base-files|base-passwd|bash|coreutils|apt|dpkg|login|passwd|openssh-(?:client|server)|openssl|ca-certificates|curl|wget|git|sudo|perl-base|perl-modules[\d.-]*|python3[\d.]*(?:-minimal)?|libpython3[\d.]*-(?:stdlib|minimal)|podman|systemd|tar|gnupg\w*|vim\w*|rsync|nginx\w*|postgresql[\w-]*|default-mysql\w*|mariadb-common|nodejs)_/u;
const files: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	'node project': {
		'package.json': '{"name": "app", "scripts": {"start": "node ."}}\n',
		'.npmrc': `registry=https://registry.npmjs.org\n//registry.npmjs.org/:_authToken=\${NPM_TOKEN}\n`,
		'.env.example': 'DB_PASSWORD=changeme\nAPI_TOKEN=your-token-here\n',
		'.github/workflows/ci.yml': `env:\n  TOKEN: \${{ secrets.TOKEN }}\n`,
		'compose.yaml': `environment:\n  POSTGRES_PASSWORD: \${POSTGRES_PASSWORD}\n`,
		'src/auth.js':
			"const token = req.headers.authorization;\nif (password === '') throw new Error('password: missing');\n",
	},
	'Python project': {
		'pyproject.toml': '[project]\nname = "app"\n',
		'settings.py': "SECRET_KEY = os.environ['SECRET_KEY']\nPASSWORD = getenv('PASSWORD', '')\n",
		'app.py': 'def login(user, password=None, token=DEFAULT_TOKEN):\n    token = get_token(user)\n',
		'README.md': 'Run `psql postgres://user:password@localhost/db`.\n',
	},
};

/** Caches of test runs hold our own planted secrets. */
const isPackaged = (name: string): boolean => !/\/\.vi(?:te|test)[\w-]*$/u.test(name);

const scan = async (folder: string): Promise<SecretScan> => {
	async function* lines(script: string) {
		const {stdout} = spawnSync('sh', ['-s'], {input: script, encoding: 'utf8', maxBuffer: 2 ** 30});
		yield* stdout.trimEnd().split('\n');
	}
	const remote = {worker: source.worker, lines} as unknown as Remote;
	const layer = {driver: 'overlay', upperDir: folder, isIdMapped: false};
	const found = await findSecrets(remote, {
		facts: {...source.facts, rootless: false},
		devbox: {...source.devbox, layer},
	});
	if (found === undefined) throw new Error('nothing was scanned');
	return found;
};

const put = (folder: string, name: string, text: string): void => {
	mkdirSync(path.dirname(path.join(folder, name)), {recursive: true});
	writeFileSync(path.join(folder, name), text);
};

const recall = async (folder: string): Promise<void> => {
	const planted = plantedSecrets();
	const missed: Planted[] = [];
	// A path is planted several times, so there are several trees.
	const trees: Map<string, Planted>[] = [];
	for (const each of planted) {
		const tree = trees.find(paths => !paths.has(each.path));
		if (tree === undefined) trees.push(new Map([[each.path, each]]));
		else tree.set(each.path, each);
	}
	for (const [index, tree] of trees.entries()) {
		const at = path.join(folder, 'recall', String(index));
		for (const each of tree.values()) put(at, each.path, each.text);
		const {findings} = await scan(at);
		const isFound = ({path: name, line}: Planted) =>
			findings.some(each => each.path === `/${name}` && (each.line ?? line) === line);
		missed.push(...[...tree.values()].filter(each => !isFound(each)));
	}
	const kinds = new Set(planted.map(({kind}) => kind)).size;
	const share = ((planted.length - missed.length) / planted.length) * 100;
	process.stdout.write(
		`secrets: ${share.toFixed(1)} % of ${planted.length} of ${kinds} kinds found (goal: 95 %)\n`,
	);
	for (const {kind, path: name} of missed) process.stdout.write(`  missed: ${kind} in ${name}\n`);
};

const falseAlarms = async (folder: string, what: string): Promise<void> => {
	const begun = performance.now();
	const {findings, files: count} = await scan(folder);
	process.stdout.write(`${what}: ${findings.length} false alarms in ${count} files (goal: at most 2)\n`);
	for (const each of findings) process.stdout.write(`  ${findingText(each)}\n`);
	reportFigure(`search of the ${what}`, performance.now() - begun);
};

/** How many planted secrets are found, what else is taken for one, and how long the worker searches. */
export const secrets = async (): Promise<void> => {
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-bench-'));
	try {
		await recall(folder);
		const debian = path.join(folder, 'debian');
		for (const each of existsSync(debs) ? readdirSync(debs).filter(name => packages.test(name)) : [])
			execFileSync('dpkg', ['-x', path.join(debs, each), debian]);
		if (existsSync(debian)) await falseAlarms(debian, 'Debian packages');
		else process.stdout.write(`Debian packages: skipped, ${debs} has none.\n`);
		const modules = {
			'node project': ['node_modules', 'node_modules'],
			'Python project': ['/usr/lib/python3/dist-packages', '.venv/lib/python3/site-packages'],
		};
		for (const [what, [from = '', to = '']] of Object.entries(modules)) {
			const tree = path.join(folder, what);
			for (const [name, text] of Object.entries(files[what] ?? {})) put(tree, `srv/app/${name}`, text);
			if (existsSync(from))
				cpSync(from, path.join(tree, 'srv/app', to), {recursive: true, filter: isPackaged});
			await falseAlarms(tree, what);
		}
		await secretSpeed(folder);
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
};
