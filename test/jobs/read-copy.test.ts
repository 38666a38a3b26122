import {describe, expect, test} from 'vitest';
import {readCopySource} from '../../source/jobs/read-copy.ts';
import type {Image} from '../../source/model/image.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {hexOf, madeImage} from '../archive/made-image.ts';

const contents = [Buffer.from('lower'), Buffer.from('upper')];
const honest = madeImage(contents);
const [lower, upper] = honest.layers.map(({hex, bytes}) => `layer ${hex} ${bytes}`) as [string, string];
const base64 = (text: string): string => Buffer.from(text).toString('base64');

type Said = {
	readonly layers?: readonly string[];
	readonly config?: string;
	readonly manifest?: string;
};

/** Reads an image of a worker that says this of it. */
const reading = async ({layers = [lower, upper], config, manifest}: Said = {}) => {
	const text = config ?? honest.config;
	const lines = [`manifest ${base64(manifest ?? honest.manifest.text)}`, `config ${base64(text)}`, ...layers];
	const remote = {
		worker: {name: 'forge-1', kind: 'self-hosted'},
		run: async (script: string) => ({
			code: 0,
			stdout: script.includes(base64Marker) ? `${lines.join('\n')}\n` : '\n',
			stderr: '',
		}),
	} as unknown as Remote;
	return readCopySource(remote, {...honest.image, id: hexOf(text)} as Image);
};
/** In the script that asks for layers, and in no other. */
const base64Marker = 'What a copy needs to know of an image';

const escaping = '../../../../../../root/.ssh/authorized_keys';
const withId = (digest: string): string =>
	honest.config.replace(/sha256:[0-9a-f]{64}(?="\]?\}?\}$)/u, digest);

test('an image is read as its worker stores it', async () => {
	const {layers, manifest, config} = await reading();
	expect({layers, manifest, config}).toEqual({
		layers: honest.layers,
		manifest: honest.manifest,
		config: honest.config,
	});
});

describe('a worker that lies about an image gets no word to another worker', () => {
	test.each<readonly [string, Said]>([
		['a path as the digest of a layer', {layers: [lower, `layer ${escaping} 7`]}],
		['the same in the configuration', {layers: [lower, `layer ${escaping} 7`], config: withId(escaping)}],
		['the same behind the kind of digest', {layers: [lower, `layer sha256:${escaping} 7`]}],
		['a digest that is too short', {layers: [lower, 'layer ab 7']}],
		['a digest in capital letters', {layers: [lower, upper.toUpperCase().replace('LAYER', 'layer')]}],
		['a word behind the size', {layers: [lower, `${upper} 9`]}],
		['a command as the size', {layers: [lower, `${upper}$(reboot)`]}],
		['a size below zero', {layers: [lower, upper.replace(/ (\d+)$/u, ' -$1')]}],
		['a size that no disk has', {layers: [lower, `${upper}${'0'.repeat(20)}`]}],
		['another line break', {layers: [lower, `${upper}\r`]}],
		['a layer too few', {layers: [lower]}],
		['a layer too many', {layers: [lower, upper, upper]}],
		['layers in another order', {layers: [upper, lower]}],
		['a layer that the configuration does not name', {layers: [lower, `layer ${'f'.repeat(64)} 7`]}],
		['a configuration that is no JSON', {config: 'config'}],
		['a configuration without layers', {config: '{"rootfs":{}}'}],
		[
			'a type of manifest that ends a JSON text',
			{manifest: honest.manifest.text.replace(/("mediaType":")[^"]*/u, '$1\\",\\"digest\\":\\"sha256:..')},
		],
	])('%s', async (_, said) => {
		await expect(reading(said)).rejects.toMatchObject({
			kind: 'refused',
			message: 'The storage of Podman on forge-1 has a form that Ingot cannot read.',
		});
	});
});
