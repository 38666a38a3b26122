import {Option} from 'commander';
import {collect} from './program-parts.ts';

/** `--label`, of the commands that list something of all workers. */
export const labelOption = (): Option =>
	new Option('--label <label>', 'only workers with this label (repeatable: all of them)').argParser(collect);
