import {createHash} from 'node:crypto';
import {bytesOf, type CopyLayer, type CopySource, type CopyTarget} from '../model/copy.ts';
import {Failure} from '../model/failure.ts';
import type {Image} from '../model/image.ts';
import {withArguments} from '../model/shell.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import layerStore from '../worker/images/layer-store.sh';
import copySource from '../worker/queries/copy-source.sh';
import copyTarget from '../worker/queries/copy-target.sh';
import {areLayersOf, plainManifest} from './plain-manifest.ts';
import {readSbom} from './read-sbom.ts';

/** Reads an image that is to be copied. @throws Failure (conflict) if it is gone, (refused) if its storage cannot be read */
export const readCopySource = async (
	remote: Remote,
	image: Image,
	options?: RunOptions,
): Promise<CopySource> => {
	const [lines, sbom] = await Promise.all([
		ask(remote, withArguments([image.id], layerStore, copySource), options),
		readSbom(remote, image, options).catch(whyMissing),
	]);
	const layers = toLayers(wordsAfter(lines, 'layer'));
	const [config = '', manifest = ''] = ['config', 'manifest'].map(key => decoded(wordsAfter(lines, key)[0]));
	if (createHash('sha256').update(config).digest('hex') !== image.id) throw otherForm(remote);
	if (layers === undefined || !areLayersOf(config, layers)) throw otherForm(remote);
	const plain = plainManifest(manifest, layers);
	if (plain === undefined) throw otherForm(remote);
	return {image, layers, config, manifest: plain, sbom};
};

/** Reads what a worker has of it. @throws Failure (refused) if its storage cannot be read */
export const readCopyTarget = async (
	remote: Remote,
	{id, reference}: Pick<Image, 'id' | 'reference'>,
	options?: RunOptions,
): Promise<CopyTarget> => {
	const [lines, {windows}] = await Promise.all([
		ask(remote, withArguments([reference, id], layerStore, copyTarget), options),
		remote.facts(options),
	]);
	return {
		worker: remote.worker,
		windows,
		holder: wordsAfter(lines, 'holder')[0],
		hasImage: wordsAfter(lines, 'has').length > 0,
		layers: new Set(wordsAfter(lines, 'layer')),
	};
};

const ask = async (remote: Remote, script: string, options?: RunOptions): Promise<readonly string[]> => {
	const {code, stdout} = await remote.run(script, options);
	if (code === 0) return stdout.split('\n');
	const {name} = remote.worker;
	if (code === 5)
		throw new Failure(`The image is gone from ${name}.`, {
			kind: 'conflict',
			hint: '`ingot images` shows what is there.',
		});
	if (code === 7)
		throw new Failure(`Podman on ${name} was killed before it answered.`, {
			kind: 'failed',
			hint: 'Try again.',
		});
	throw otherForm(remote);
};

/** The copy has no list of packages then, and its label says that it should have one. */
const whyMissing = (thrown: unknown): undefined => {
	if (thrown instanceof Failure && thrown.kind !== 'unreachable') return undefined;
	throw thrown;
};

const wordsAfter = (lines: readonly string[], key: string): readonly string[] =>
	lines.flatMap(line => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []));

const decoded = (text = ''): string => Buffer.from(text, 'base64').toString('utf8');

/** Digests become names of files on the target, which must not believe the source. @returns undefined for anything else */
const toLayers = (words: readonly string[]): readonly CopyLayer[] | undefined => {
	const layers = words.flatMap(each => {
		const [, hex, bytes] = /^([0-9a-f]{64}) (\d{1,15})$/u.exec(each) ?? [];
		return hex === undefined ? [] : [{hex, bytes: Number(bytes)}];
	});
	return layers.length === words.length && Number.isSafeInteger(bytesOf(layers)) ? layers : undefined;
};

const otherForm = ({worker}: Remote): Failure =>
	new Failure(`The storage of Podman on ${worker.name} has a form that Ingot cannot read.`, {
		kind: 'refused',
		hint: 'Copy the image by hand: podman save IMAGE on one worker, podman load on the other.',
	});
