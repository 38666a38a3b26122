import {exitCodes} from '../model/failure.ts';
import type {CommandWorld} from './command-world.ts';

/** `ingot config schema`. */
export const printSchema = async (world: CommandWorld): Promise<number> => {
	const {settingsJsonSchema} = await import('../disk/settings-schema.ts');
	world.out(JSON.stringify(settingsJsonSchema(), undefined, 2));
	return exitCodes.done;
};
