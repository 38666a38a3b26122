// Makes dist/package/ARCH/ingot, an executable with Node in it, and what lies beside it. Usage: executable.ts x64|arm64 …
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {build} from 'esbuild';
import {fetchPackage, pinnedNode} from './fetch.ts';
import {licencesOf} from './licences.ts';
import {seaOptions} from './sea-options.ts';

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
const top = path.join(root, 'dist/package');
const fetched = path.join(top, 'fetched');

/** esbuild leaves regular expressions as they are written; outside of them it writes ASCII itself. */
const toAscii = (code: string): string =>
	code.replace(/[^\p{ASCII}]/gv, character => {
		if (character.length > 1) throw new Error(`${character} cannot be escaped in every regular expression.`);
		return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
	});

/** The blob that Node finds in itself. @returns its file, and the licences of what is in it */
const makeBlob = async (): Promise<{readonly blob: string; readonly licences: string}> => {
	const bundle = path.join(top, 'ingot.cjs');
	const {metafile} = await build({...seaOptions, outfile: bundle});
	const code = toAscii(readFileSync(bundle, 'utf8'));
	writeFileSync(bundle, code);
	const mark = path.join(top, 'mark');
	writeFileSync(mark, createHash('sha256').update(code).digest());
	const blob = path.join(top, 'ingot.blob');
	const config = path.join(top, 'sea.json');
	writeFileSync(
		config,
		JSON.stringify({
			main: path.join(import.meta.dirname, 'sea-main.cjs'),
			output: blob,
			disableExperimentalSEAWarning: true,
			// V8's code is not for another processor.
			useCodeCache: false,
			useSnapshot: false,
			assets: {'ingot.cjs': bundle, mark},
		}),
	);
	execFileSync(process.execPath, ['--experimental-sea-config', config], {
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	return {blob, licences: licencesOf(metafile ?? {inputs: {}, outputs: {}}, root)};
};

const makeExecutable = async (arch: string, {blob, licences}: Awaited<ReturnType<typeof makeBlob>>) => {
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
	writeFileSync(path.join(folder, 'LICENSES.bundled'), `Node.js ${pinnedNode}\n\n${ofNode}\n${licences}`);
};

if (process.version !== `v${pinnedNode}`)
	throw new Error(
		`Packages are made with Node ${pinnedNode}, and this is ${process.version}: run \`npm ci\`, or pin this one.`,
	);
mkdirSync(top, {recursive: true});
const made = await makeBlob();
for (const arch of process.argv.slice(2)) await makeExecutable(arch, made);
