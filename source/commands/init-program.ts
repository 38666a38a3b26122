import {type Command, Option} from 'commander';
import {plans, roles} from '../model/account.ts';
import {collect} from './collect.ts';
import type {CommandDeps} from './command-deps.ts';
import {jsonOption} from './job-options.ts';
import {type Act, examples} from './program-parts.ts';

/** `ingot init`. */
export const addInit = (program: Command, deps: CommandDeps, act: Act): void => {
	program
		.command('init')
		.description(
			'find workers on this machine, test each, and write a new config file with those that are reachable',
		)
		.addOption(
			new Option(
				'-w, --worker <name=target>',
				'use this worker instead of those found (repeatable); `local` is this machine',
			).argParser(collect),
		)
		.option('--all', 'include workers that are not reachable')
		.option('--user <id>', 'your user id (default: your login)')
		.addOption(new Option('--plan <plan>', 'your plan (default: pro)').choices(plans))
		.addOption(new Option('--role <role>', 'your role (default: owner)').choices(roles))
		.option('--dry-run', 'print the file and write nothing')
		.option('--force', 'replace an existing config file; the old one becomes config.yaml.old')
		.addOption(jsonOption())
		.addHelpText(
			'after',
			examples(
				'ingot init --dry-run',
				'ingot init --worker forge-1=alice@10.0.0.5 --worker here=local --user alice --role member',
			),
		)
		.action(act(async options => (await import('./init.ts')).initConfig(deps, options)));
};
