// Makes dist/package/ARCH/ingot, an executable with Node and the bundle in it, and what lies beside it. The bundle has to be
// built. Usage: executable.ts x64|arm64 …
import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {launcherOf} from '../build-launcher.ts';
import {fetchPackage, pinnedNode} from './fetch.ts';
import {licencesOf} from './licences.ts';

// biome-ignore lint/complexity/useMaxParams: of another package
type Inject = (
	file: string,
	name: string,
	content: Buffer,
	options: {readonly sentinelFuse: string},
) => Promise<void>;

/** By which Node recognises that a blob was added. */
const sentinelFuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const top = path.join(dist, 'package');
const fetched = path.join(top, 'fetched');
const bundle = path.join(dist, 'bundle.js');

/** Writes the blob that Node finds in itself. @returns its file */
const makeBlob = (): string => {
	const main = path.join(top, 'main.cjs');
	const asNode = readFileSync(path.join(import.meta.dirname, 'as-node.cjs'), 'utf8').trimEnd();
	const launcher = launcherOf(
		dist,
		`(all => (position, length) => all.subarray(position, position + length))(Buffer.from(require('node:sea').getRawAsset('bundle.js')))`,
	);
	writeFileSync(main, `${asNode} else {\n${launcher}}\n`);
	const blob = path.join(top, 'ingot.blob');
	const config = path.join(top, 'sea.json');
	writeFileSync(
		config,
		JSON.stringify({
			main,
			output: blob,
			disableExperimentalSEAWarning: true,
			// V8's code is not for another processor.
			useCodeCache: false,
			useSnapshot: false,
			assets: {'bundle.js': bundle},
		}),
	);
	execFileSync(process.execPath, ['--experimental-sea-config', config], {
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	return blob;
};

const makeExecutable = async (arch: string, blob: string): Promise<void> => {
	const node = fetchPackage(`node-linux-${arch}@${pinnedNode}`, fetched);
	const postject = fetchPackage('postject@1.0.0-alpha.6', fetched);
	const {inject}: {inject: Inject} = createRequire(import.meta.url)(path.join(postject, 'dist/api.js'));
	const folder = path.join(top, arch);
	rmSync(folder, {recursive: true, force: true});
	mkdirSync(folder, {recursive: true});
	const executable = path.join(folder, 'ingot');
	copyFileSync(path.join(node, 'bin/node'), executable);
	// It warns of sections that Node's own build has no name for.
	const {warn} = console;
	console.warn = () => {};
	await inject(executable, 'NODE_SEA_BLOB', readFileSync(blob), {sentinelFuse});
	console.warn = warn;
	chmodSync(executable, 0o755);
	copyFileSync(path.join(root, 'LICENSE'), path.join(folder, 'LICENSE'));
	const ofNode = readFileSync(path.join(node, 'LICENSE'), 'utf8');
	const ofBundle = licencesOf(JSON.parse(readFileSync(path.join(dist, 'meta.json'), 'utf8')), root);
	writeFileSync(path.join(folder, 'LICENSES.bundled'), `Node.js ${pinnedNode}\n\n${ofNode}\n${ofBundle}`);
};

if (process.version !== `v${pinnedNode}`)
	throw new Error(
		`Packages are made with Node ${pinnedNode}, and this is ${process.version}: run \`npm ci\`, or pin this one.`,
	);
mkdirSync(top, {recursive: true});
const made = makeBlob();
for (const arch of process.argv.slice(2)) await makeExecutable(arch, made);
