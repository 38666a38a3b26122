import {createHash} from 'node:crypto';
import * as z from 'zod/mini';
import {Failure, failureText} from '../model/failure.ts';
import type {Image} from '../model/image.ts';
import type {PackageList} from '../model/sbom.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import {manageImageOn} from './image-script.ts';

/**
 * The SBOM of an image, a CycloneDX document in JSON exactly as stored beside the image; its digest is compared with the image's
 * label. @returns undefined for an image without one
 * @throws Failure if the document is not there, or is not the one that the label names
 */
export const readSbom = async (
	remote: Remote,
	{id, reference}: Pick<Image, 'id' | 'reference'>,
	options?: RunOptions,
): Promise<string | undefined> => {
	const said = await manageImageOn(remote, ['sbom', id], options);
	const end = said.indexOf('\n');
	const [label, text] = [said.slice(0, end), said.slice(end + 1)];
	if (label === '' || label === '<no value>') return undefined;
	const {name} = remote.worker;
	if (text === '') {
		throw new Failure(`The SBOM of ${reference} is not on ${name}, although its label names one.`, {
			hint: 'An image that was copied there, or built on an image of Ingot by another tool, has the label but no list of its own.',
		});
	}
	const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
	if (digest === label) return text;
	throw new Failure(
		`The SBOM of ${reference} on ${name} was changed: its digest is ${digest}, and the label of the image says ${label.slice(0, 100)}.`,
		{hint: 'Do not rely on it. A new image of the DevBox has a new list.'},
	);
};

const documentSchema = z.object({
	metadata: z.object({properties: z.array(z.object({name: z.string(), value: z.string()}))}),
	components: z.array(
		z.object({
			type: z.string(),
			group: z.optional(z.string()),
			name: z.string(),
			version: z.optional(z.string()),
			purl: z.optional(z.string()),
		}),
	),
});

/** The packages of an image; what cannot be read is a sentence and no failure. */
export const readPackages = async (
	remote: Remote,
	image: Image,
	options?: RunOptions,
): Promise<PackageList> => {
	try {
		const text = await readSbom(remote, image, options);
		return text === undefined ? {unknown: 'This image has no SBOM.'} : toPackages(text);
	} catch (thrown) {
		if (thrown instanceof Failure) return {unknown: failureText(thrown)};
		throw thrown;
	}
};

const toPackages = (text: string): PackageList => {
	const {metadata, components} = documentSchema.parse(JSON.parse(text));
	return {
		incomplete: metadata.properties.flatMap(({name, value}) =>
			name === 'io.clustercode.incomplete' ? [value] : [],
		),
		packages: components.flatMap(({group, name, version = '', purl = ''}) => {
			const type = /^pkg:([a-z]+)\//u.exec(purl)?.[1];
			return type === undefined
				? []
				: [{type, name: group === undefined ? name : `${group}/${name}`, version}];
		}),
	};
};
