import {spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Spec, Validation} from '@cyclonedx/cyclonedx-library';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

let root: string;
beforeEach(() => {
	root = mkdtempSync(path.join(tmpdir(), 'packages-'));
});
afterEach(() => rmSync(root, {recursive: true, force: true}));

const put = (name: string, text: string | Buffer) => {
	mkdirSync(path.dirname(path.join(root, name)), {recursive: true});
	writeFileSync(path.join(root, name), text);
};
const said = (file: string, ...argv: readonly string[]): string => {
	const {status, stdout, stderr} = spawnSync(file, argv, {encoding: 'utf8', maxBuffer: 2 ** 26});
	expect(status, stderr).toBe(0);
	return stdout;
};
const repository = path.resolve(import.meta.dirname, '../..');
const strict = new Validation.JsonStrictValidator(Spec.Version.v1dot6);

type Document = {
	readonly serialNumber: string;
	readonly components: readonly {readonly name: string; readonly version: string; readonly purl?: string}[];
	readonly compositions: readonly {readonly aggregate: string}[];
};

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	const run = (script: string, argv: readonly string[], input = '') => {
		const [file = 'sh', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const {status, stdout, stderr} = spawnSync(file, [...first, scriptPath(script), ...argv], {
			input,
			encoding: 'latin1',
			maxBuffer: 2 ** 26,
			timeout: 120_000,
		});
		expect(status, stderr).toBe(0);
		return stdout;
	};
	const records = (): readonly string[] =>
		run('list-packages', [root])
			.split('\n')
			.filter(line => line !== '');
	const documentOf = (lines: readonly string[], argv = ['web', '1', 'job', '2026-11-23T17:16:00.000Z']) => {
		const text = run('write-sbom', argv, lines.map(line => `${line}\n`).join(''));
		return {text, json: JSON.parse(text) as Document};
	};

	test('every package that dpkg-query lists is in the document, which is valid CycloneDX 1.6', async () => {
		put('var/lib/dpkg/status', '');
		cpSync('/var/lib/dpkg/status', path.join(root, 'var/lib/dpkg/status'));
		const format = ['db:Status-Status', 'Package', 'Version', 'Architecture']
			.map(name => `\${${name}}`)
			.join('\t');
		const wanted = said('dpkg-query', '-W', `--showformat=${format}\n`)
			.split('\n')
			.flatMap(line => (line.startsWith('installed\t') ? [line.slice('installed\t'.length)] : []));
		put('usr/lib/os-release', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n');
		const found = records();
		expect(found[0]).toBe('system\tdebian\t12\tDebian GNU/Linux 12 (bookworm)');
		expect(found.slice(1).map(line => line.replace('deb\t', ''))).toEqual(wanted.toSorted());
		const {text, json} = documentOf(found);
		expect(await strict.validate(text)).toBeNull();
		expect(json.components.slice(1).map(({name, version}) => `${name} ${version}`)).toEqual(
			wanted.map(line => line.split('\t').slice(0, 2).join(' ')).toSorted(),
		);
		expect(documentOf(found).text).toBe(text);
		expect(json.serialNumber).not.toBe(documentOf(found, ['web', '2', 'job', 'now']).json.serialNumber);
	});

	test('every package that npm lists is found, in scopes and below other packages, too', () => {
		const installed = said('npm', 'ls', '--all', '--parseable', '--long', '--prefix', repository)
			.split('\n')
			.flatMap(line => {
				const [, place, id] = /^([^:]+\/node_modules\/[^:]+):([^:]+)/u.exec(line) ?? [];
				return place === undefined || id === undefined ? [] : [{place, id}];
			});
		expect(installed.length).toBeGreaterThan(100);
		for (const {place} of installed) {
			const to = path.join(root, 'opt/app', path.relative(repository, place), 'package.json');
			mkdirSync(path.dirname(to), {recursive: true});
			cpSync(path.join(place, 'package.json'), to);
		}
		const found = records().map(line => line.split('\t').slice(1, 3).join('@'));
		expect(found.toSorted()).toEqual([...new Set(installed.map(({id}) => id))].toSorted());
	});

	test('every distribution that Python lists is found', () => {
		const list = (folder: string) =>
			said(
				'python3',
				'-c',
				'import importlib.metadata as m, sys\nfor d in m.distributions(path=[sys.argv[1]]): print(d.metadata["Name"], d.version)',
				folder,
			);
		const site = path.join(root, 'home/dev/venv/lib/python3.12/site-packages');
		put(
			'home/dev/venv/lib/python3.12/site-packages/Ruamel.yaml-0.18.dist-info/METADATA',
			'Metadata-Version: 2.1\r\nName: ruamel.yaml\r\nVersion: 0.18\r\n\r\nName: other\r\n',
		);
		put(
			'home/dev/venv/lib/python3.12/site-packages/typing_extensions-4.12.2.dist-info/METADATA',
			'Name: typing_extensions\nVersion: 4.12.2\n',
		);
		put(
			'home/dev/venv/lib/python3.12/site-packages/old.egg-info/PKG-INFO',
			'Metadata-Version: 1.0\nName: Old\nVersion: 1!2.0+local\n\n',
		);
		const found = records().map(line => line.split('\t').slice(1, 3).join(' '));
		expect(found.toSorted()).toEqual(list(site).trim().split('\n').toSorted());
		expect(documentOf(records()).json.components.map(({purl}) => purl)).toEqual([
			'pkg:pypi/old@1%212.0%2Blocal',
			'pkg:pypi/ruamel.yaml@0.18',
			'pkg:pypi/typing-extensions@4.12.2',
		]);
	});

	test('packages of Alpine, Ruby and Rust have their package URLs', () => {
		put('etc/os-release', "ID=alpine\nVERSION_ID='3.20.1'\n");
		put(
			'lib/apk/db/installed',
			'C:Q1abc=\nP:musl\nV:1.2.5-r0\nA:x86_64\nF:lib\n\nP:libstdc++\nV:13.2.1_git20240309-r0\nA:x86_64\n',
		);
		put(
			'usr/local/lib/ruby/gems/3.3.0/specifications/nokogiri-1.16.0-x86_64-linux.gemspec',
			'# -*- encoding: utf-8 -*-\n# stub: nokogiri 1.16.0 x86_64-linux lib\n\n',
		);
		put(
			'root/.cargo/.crates.toml',
			'[v1]\n"ripgrep 14.1.0 (registry+https://github.com/rust-lang/crates.io-index)" = ["rg"]\n"mine 1.0.0 (path+file:///x)" = ["mine"]\n',
		);
		expect(documentOf(records()).json.components.map(({purl}) => purl)).toEqual([
			undefined,
			'pkg:apk/alpine/libstdc%2B%2B@13.2.1_git20240309-r0?arch=x86_64&distro=alpine-3.20.1',
			'pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.1',
			'pkg:cargo/ripgrep@14.1.0',
			'pkg:gem/nokogiri@1.16.0?platform=x86_64-linux',
		]);
	});

	test('what was removed but not purged is not listed, and a system without dpkg’s database of states is', () => {
		put(
			'var/lib/dpkg/status',
			'Package: gone\nStatus: deinstall ok config-files\nVersion: 1\nArchitecture: all\n\nPackage: half\nStatus: install ok half-configured\nVersion: 1:2-3~rc1\nArchitecture: amd64\n',
		);
		put('var/lib/dpkg/status.d/base', 'Package: base-files\nVersion: 12\nArchitecture: amd64\n');
		put('var/lib/dpkg/status.d/base.md5sums', 'Package: no\nVersion: 1\n');
		const found = records();
		expect(found).toEqual(['deb\tbase-files\t12\tamd64', 'deb\thalf\t1:2-3~rc1\tamd64']);
		expect(documentOf(found).json.components[1]?.purl).toBe('pkg:deb/debian/half@1:2-3~rc1?arch=amd64');
	});

	test('hostile names stay in their string, and every byte in their package URL', async () => {
		const name = String.raw`\"},{\"name\":\"x\\é${'\n'}`;
		put('a/node_modules/evil/package.json', JSON.stringify({version: '1', name}));
		put(
			'a/node_modules/@s/ok/package.json',
			'{\n "nested": {"name": "no", "version": "0"},\n "name" : "@s\\/ok",\n "version": "2.0.0"\n}',
		);
		put('a/node_modules/blank/package.json', '{"name": "no-version"}');
		put('a/node_modules/ok/lib/package.json', '{"name": "inner", "version": "1"}');
		put('a/node_modules/torn/package.json', '{"name": "torn');
		put(
			'var/lib/dpkg/status',
			Buffer.from('Package: b\xff"\t\\\nVersion: 1"\nArchitecture: x&y\n', 'latin1'),
		);
		const {text, json} = documentOf(records());
		expect(await strict.validate(text)).toBeNull();
		expect([...text].every(letter => letter === '\n' || (letter >= ' ' && letter <= '~'))).toBe(true);
		expect(json.components.map(({purl}) => purl)).toEqual([
			'pkg:deb/debian/b%FF%22%3F%5C@1%22?arch=x%26y',
			expect.stringMatching(/^pkg:npm\/%3F%3F%7D%2C.*%C3%A9%3F@1$/u),
			'pkg:npm/%40s/ok@2.0.0',
		]);
	});

	test('links out of the file system, pipes and endless files are not read', () => {
		put('outside/status', 'Package: secret\nVersion: 1\nArchitecture: all\n');
		const inner = path.join(root, 'inner');
		mkdirSync(path.join(inner, 'var/lib'), {recursive: true});
		mkdirSync(path.join(inner, 'lib/apk/db'), {recursive: true});
		mkdirSync(path.join(inner, 'etc'));
		symlinkSync('../../../outside', path.join(inner, 'var/lib/dpkg'));
		symlinkSync('../../outside/status', path.join(inner, 'etc/os-release'));
		said('mkfifo', path.join(inner, 'lib/apk/db/installed'));
		mkdirSync(path.join(inner, 'x/node_modules/p'), {recursive: true});
		said('mkfifo', path.join(inner, 'x/node_modules/p/package.json'));
		mkdirSync(path.join(inner, 'x/node_modules/big'));
		said('truncate', '-s', '900G', path.join(inner, 'x/node_modules/big/package.json'));
		expect(run('list-packages', [inner])).toBe('');
		expect(documentOf([]).json.components).toEqual([]);
	});

	test('a document says that it is incomplete, and why', async () => {
		put('var/lib/rpm/rpmdb.sqlite', 'x');
		const {text, json} = documentOf(records());
		expect(await strict.validate(text)).toBeNull();
		expect(json.compositions).toMatchObject([{aggregate: 'incomplete'}]);
		expect(text).toContain('packages of rpm are not listed');
	});
});
