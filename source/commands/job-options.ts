import {type Command, Option} from 'commander';
import {collectNames} from './collect.ts';

/** For lists: one or several workers instead of all. */
export const workerOption = (): Option =>
	new Option(
		'-w, --worker <name>',
		'only this worker, or several with commas between (repeatable)',
	).argParser(collectNames);

/** For every command that prints NDJSON. */
export const jsonOption = (): Option =>
	new Option('--json', 'print one JSON object per line on stdout, and messages on stderr');

/** Options of every command that runs a job. */
export const withJobOptions = (command: Command): Command =>
	command
		.option('--dry-run', 'print the plan and do nothing')
		.option('--detach', 'print the job’s id and leave it running')
		.addOption(jsonOption());
