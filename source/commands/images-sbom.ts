import {readSbom} from '../jobs/read-sbom.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import type {CommandDeps} from './command-deps.ts';
import {findImage} from './find-image.ts';
import {refuseEmpty} from './refuse-idle.ts';

type Flags = {readonly worker?: string; readonly output?: string};

/** `ingot images sbom`: prints the CycloneDX document of an image, byte for byte, or saves it. */
export const printSbom = async (
	deps: CommandDeps,
	wanted: string,
	{worker, output}: Flags,
): Promise<number> => {
	refuseEmpty(output, 'file', 'Name a file with --output; without it, the SBOM is printed.');
	const {remote, image} = await findImage(deps, wanted, worker);
	try {
		const text = await readSbom(remote, image, {signal: deps.signal});
		if (text === undefined) {
			throw new Failure(`${image.reference} on ${image.worker} has no SBOM.`, {
				hint: 'Snapshots of Linux DevBoxes have one. Create the image again to get it.',
			});
		}
		if (output === undefined) deps.out(text.replace(/\n$/u, ''));
		else if ((await deps.saveFile(output, text, {overwrite: false})) === 'exists')
			throw new Failure(`${output} already exists.`, {
				kind: 'usage',
				hint: 'Choose another file, or remove it.',
			});
		else deps.err(`The SBOM of ${image.reference} is in ${output}.`);
		return exitCodes.done;
	} finally {
		remote.close();
	}
};
