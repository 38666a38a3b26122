import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import {packImage} from '../../source/archive/pack-image.ts';
import {readArchive} from '../../source/jobs/read-archive.ts';
import type {CopySource} from '../../source/model/copy.ts';

export const hexOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

export const folderForTest = (): string => {
	const folder = mkdtempSync(path.join(tmpdir(), 'archive-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
};

/** An image of these layers, with a list of packages. */
export const madeImage = (layers: readonly Buffer[], labels: Record<string, string> = {}): CopySource => {
	const sbom = '{"bomFormat":"CycloneDX"}';
	const all = {'io.clustercode.managed': 'true', 'io.clustercode.sbom': `sha256:${hexOf(sbom)}`, ...labels};
	const config = JSON.stringify({
		architecture: 'amd64',
		os: 'linux',
		config: {Labels: all},
		rootfs: {type: 'layers', diff_ids: layers.map(each => `sha256:${hexOf(each)}`)},
	});
	const type = 'application/vnd.oci.image.manifest.v1+json';
	const descriptor = (mediaType: string, content: Uint8Array | string) => ({
		mediaType: `application/vnd.oci.image.${mediaType}`,
		digest: `sha256:${hexOf(content)}`,
		size: Buffer.byteLength(content),
	});
	const text = JSON.stringify({
		schemaVersion: 2,
		mediaType: type,
		config: descriptor('config.v1+json', config),
		layers: layers.map(each => descriptor('layer.v1.tar', each)),
	});
	return {
		image: {id: hexOf(config), reference: 'localhost/web:1', worker: 'forge-1', os: 'linux'},
		layers: layers.map(each => ({hex: hexOf(each), bytes: each.length})),
		manifest: {text, type},
		config,
		sbom,
	};
};

/** The archive that Ingot writes of it. */
export const archiveOf = async (source: CopySource, layers: readonly Buffer[]): Promise<Buffer> => {
	const unique = [...new Map(layers.map(each => [hexOf(each), each])).values()];
	const chunks: Uint8Array[] = [];
	const inPieces = async function* () {
		const all = Buffer.concat(unique);
		for (let at = 0; at < all.length; at += 1000) yield all.subarray(at, at + 1000);
	};
	for await (const chunk of packImage(source).pack(inPieces())) chunks.push(chunk);
	return Buffer.concat(chunks);
};

/** A tar archive of these files, made by tar. @returns its path */
export const tarOf = (
	files: Readonly<Record<string, Uint8Array | string>>,
	...options: readonly string[]
): string => {
	const folder = folderForTest();
	for (const [name, content] of Object.entries(files)) {
		mkdirSync(path.dirname(path.join(folder, 'in', name)), {recursive: true});
		writeFileSync(path.join(folder, 'in', name), content);
	}
	const file = path.join(folder, 'image.tar');
	execFileSync('tar', ['-cf', file, ...options, '-C', path.join(folder, 'in'), '.']);
	return file;
};

/** Reads an archive to its end. */
export const read = (file: string, options: {image?: string; checksum?: string} = {}) =>
	readArchive(file, {...options, signal: new AbortController().signal});
