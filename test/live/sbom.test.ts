import {readFileSync} from 'node:fs';
import path from 'node:path';
import {Spec, Validation} from '@cyclonedx/cyclonedx-library';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {homeIn, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
beforeAll(async () => {
	lab = await holdLab({name: `sbom${process.pid}`, workers: 1});
	await sh(makeBox);
}, 900_000);
afterAll(() => lab?.release());

const sh = async (script: string): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec('1', ['sh', '-euc', script]);
	expect(code, `${script}: ${stderr}${stdout}`).toBe(0);
	return stdout.trim();
};
const ingot = (...argv: readonly string[]) => homeIn(lab).run(...argv);
const create = (tag: string, ...more: readonly string[]) =>
	ok(ingot('create', '-w', `${lab.name}-1`, '-f', 'tuned', '-n', 'sbom', '-t', tag, ...more));
const folder = '/root/.local/state/ingot/images';
const idOf = (image: string) => sh(`podman image inspect --format '{{.Id}}' ${image}`);

/** A DevBox with programs of this machine: dpkg-query, Python with pip, Node with npm, and the databases of their packages. */
const makeBox = `
here=$(pwd); root=$(mktemp -d /var/tmp/tuned.XXXX); cd "$root"
mkdir -p usr/bin usr/lib/node_modules var/lib/dpkg usr/share etc tmp home/dev; ln -s usr/bin bin; ln -s usr/lib lib; ln -s usr/lib64 lib64
put() { for each; do real=$(readlink -f "$each"); mkdir -p ".$(dirname "$each")"; cp -a "$real" ".$each" 2>/dev/null || cp "$real" ".$each"; done; }
with_libraries() { put "$@"; ldd "$@" 2>/dev/null | grep -o '/[^ :]*' | sort -u | while read -r each; do case $each in /lib/*|/lib64/*) put "/usr$each" ;; *) put "$each" ;; esac; done; }
with_libraries /usr/bin/dpkg-query /usr/bin/python3 /usr/bin/node /bin/busybox
mkdir -p usr/lib/python3; cp -a /usr/lib/python3.11 usr/lib/ 2>/dev/null || cp -a /usr/lib/python3.* usr/lib/
cp -a /usr/lib/python3/dist-packages usr/lib/python3/
cp -a /usr/lib/node_modules/npm usr/lib/node_modules/
cp /var/lib/dpkg/status var/lib/dpkg/; mkdir -p var/lib/dpkg/info var/lib/dpkg/updates; cp /usr/lib/os-release usr/lib/
for each in sh sleep cat ls mkdir rm sed; do ln -sf busybox usr/bin/$each; done
tar -cf - . | podman import --quiet - localhost/programs:1 >/dev/null; cd "$here"; rm -rf "$root"
podman run --quiet -d --name tuned --network none --label io.clustercode.launched-by=alice localhost/programs:1 sleep 100000 >/dev/null`;

type Component = {
	readonly type: string;
	readonly group?: string;
	readonly name: string;
	readonly version: string;
	readonly purl: string;
};
const componentsOf = (text: string): readonly Component[] =>
	(JSON.parse(text) as {components: readonly Component[]}).components.filter(each => each.type === 'library');
const listed = (all: readonly Component[], type: string): readonly string[] =>
	all
		.filter(({purl}) => purl.startsWith(`pkg:${type}/`))
		.map(({group, name, version}) => `${group === undefined ? '' : `${group}/`}${name} ${version}`)
		.toSorted();
const inBox = (script: string) => sh(`podman exec tuned sh -c '${script}'`);

test('the SBOM of an image has the packages that dpkg, npm and pip list in the DevBox, and its digest is a label', async () => {
	create('v1');
	const text = ok(ingot('images', 'sbom', 'sbom:v1'));
	expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBeNull();
	const found = componentsOf(text);
	const debian = await inBox(`dpkg-query -W -f "\\\${db:Status-Status} \\\${Package} \\\${Version}\\n"`);
	expect(listed(found, 'deb')).toEqual(
		debian
			.split('\n')
			.flatMap(line => (line.startsWith('installed ') ? [line.slice('installed '.length)] : []))
			.toSorted(),
	);
	const pip = JSON.parse(await inBox('python3 -m pip list --format json 2>/dev/null')) as {
		name: string;
		version: string;
	}[];
	expect(listed(found, 'pypi')).toEqual(pip.map(({name, version}) => `${name} ${version}`).toSorted());
	const npm = await inBox(
		'node /usr/lib/node_modules/npm/bin/npm-cli.js ls --global --all --parseable --long 2>/dev/null',
	);
	const installed = npm.split('\n').flatMap(line => {
		const [, name, version] = /node_modules\/[^:]*:((?:@[^@]+|[^@:]+))@([^:]+)/u.exec(line) ?? [];
		return name === undefined ? [] : [`${name} ${version}`];
	});
	expect(installed.length).toBeGreaterThan(50);
	expect(listed(found, 'npm')).toEqual([...new Set(installed)].toSorted());
	const label = await sh(
		`podman image inspect --format '{{index .Labels "io.clustercode.sbom"}}' localhost/sbom:v1`,
	);
	expect(`${await sh(`sha256sum <${folder}/${await idOf('localhost/sbom:v1')}/sbom.json`)}`).toBe(
		`${label.slice('sha256:'.length)}  -`,
	);
	expect(await sh(`stat -c %a ${folder}/*/sbom.json`)).toBe('600');
	const saved = path.join(homeIn(lab).folder, 'out.json');
	ok(ingot('images', 'sbom', 'sbom:v1', '--output', saved));
	expect(readFileSync(saved, 'utf8')).toBe(text);
	expect(ingot('images', 'sbom', 'sbom:v1', '--output', saved).code).toBe(2);
});

test.each(['pause', 'restart'])('an image of the method %s has the same packages', async method => {
	create(method, '--method', method);
	const all = (tag: string) => componentsOf(ok(ingot('images', 'sbom', `sbom:${tag}`)));
	expect(all(method)).toEqual(all('v1'));
});

test('images diff says which packages were added, removed and changed, and which image has no SBOM', async () => {
	await inBox(
		'rm -rf /usr/lib/node_modules/npm/node_modules/chalk; mkdir -p /home/dev/node_modules/@s/new; echo "{\\"name\\":\\"@s/new\\",\\"version\\":\\"1.2.3\\"}" >/home/dev/node_modules/@s/new/package.json; sed -i "s/^Version: 23.0.1$/Version: 99/" /usr/lib/python3/dist-packages/pip-*/METADATA',
	);
	create('v2');
	const {packages} = JSON.parse(ok(ingot('images', 'diff', 'sbom:v1', 'sbom:v2', '--json')));
	expect(packages).toEqual([
		{kind: 'added', type: 'npm', name: '@s/new', from: '', to: '1.2.3'},
		{kind: 'removed', type: 'npm', name: 'chalk', from: expect.stringMatching(/^\d/u), to: ''},
		{kind: 'changed', type: 'pypi', name: 'pip', from: '23.0.1', to: '99'},
	]);
	expect(ok(ingot('images', 'diff', 'sbom:v1', 'sbom:v2'))).toMatch(/changed +pypi +pip +23\.0\.1 +99/u);
	expect(ok(ingot('images', 'show', 'sbom:v2'))).toMatch(/Packages +\d+: \d+ deb, \d+ npm, \d+ pypi/u);
	const {stdout, stderr} = ingot('images', 'diff', 'sbom:v1', 'node-base:22');
	expect(stdout).toContain('capabilities');
	expect(stderr).toContain('localhost/node-base:22: This image has no SBOM.');
	expect(ingot('images', 'sbom', 'node-base:22').stderr).toContain('has no SBOM');
});

test('an SBOM that was changed or lost is refused, and the image still works', async () => {
	const file = `${folder}/${await idOf('localhost/sbom:v2')}/sbom.json`;
	await sh(`cp ${file} /tmp/kept; sed -i 's/@s/@t/' ${file}`);
	const changed = ingot('images', 'sbom', 'sbom:v2');
	expect(changed).toMatchObject({code: 1, stdout: ''});
	expect(changed.stderr).toContain('was changed: its digest is sha256:');
	expect(ok(ingot('images', 'show', 'sbom:v2'))).toContain('was changed');
	await sh(`rm ${file}`);
	expect(ingot('images', 'sbom', 'sbom:v2').stderr).toContain('although its label names one');
	await sh(`cp /tmp/kept ${file}`);
	ok(ingot('images', 'sbom', 'sbom:v2'));
});

test('a tag keeps the SBOM; it goes with the image, when that is replaced, deleted or pruned', async () => {
	const there = async () =>
		(await sh(`ls ${folder}`))
			.split('\n')
			.filter(each => each !== '')
			.toSorted();
	const ids = async () =>
		(
			await sh(
				`podman images --no-trunc --quiet --filter label=io.clustercode.job | sed 's/^sha256://' | sort -u`,
			)
		)
			.split('\n')
			.toSorted();
	expect(await there()).toEqual(await ids());
	const old = await idOf('localhost/sbom:v2');
	create('v2', '--overwrite');
	expect(await there()).not.toContain(old);
	ok(ingot('images', 'tag', 'sbom:v2', 'sbom:kept'));
	ok(ingot('images', 'rm', 'sbom:v2', '--yes'));
	ok(ingot('images', 'sbom', 'sbom:kept'));
	ok(ingot('images', 'rm', 'sbom:kept', '--yes'));
	expect(await there()).toEqual(await ids());
	// Removed by somebody without Ingot.
	await sh('podman rmi localhost/sbom:restart; podman untag localhost/sbom:pause');
	ok(ingot('images', 'prune', '--yes'));
	expect(await there()).toEqual([await idOf('localhost/sbom:v1')]);
});

test('an image that is built on a golden image does not have its SBOM', async () => {
	await sh(
		`cd "$(mktemp -d)"; printf 'FROM localhost/sbom:v1\\nRUN true\\n' >Containerfile; podman build --quiet --network none -t localhost/derived:1 .`,
	);
	expect(ingot('images', 'sbom', 'derived:1').stderr).toContain('although its label names one');
});
