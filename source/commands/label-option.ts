import {Option} from 'commander';
import {collectNames} from './collect.ts';

/** `--label`, of the commands that list something of all workers. */
export const labelOption = (): Option =>
	new Option(
		'--label <label>',
		'only workers with this label; of several, with all of them (repeatable)',
	).argParser(collectNames);
