import {type Command, Option} from 'commander';
import {collect, collectNames} from './collect.ts';
import type {CommandDeps} from './command-deps.ts';
import {withJobOptions} from './job-options.ts';
import {type Act, ctrlC, examples} from './program-parts.ts';

/** `ingot build` and its options. */
export const addBuild = (program: Command, deps: CommandDeps, act: Act): void => {
	withJobOptions(program.command('build'))
		.argument('[context]', 'the folder whose files COPY can use (default: this one)')
		.description('build a golden image from a Containerfile on this computer and follow the job')
		.requiredOption('-w, --worker <name>', 'the worker that builds the image; the image stays there')
		.option('-f, --file <file>', 'the Containerfile (default: Containerfile in the context, else Dockerfile)')
		.requiredOption('-n, --name <name>', 'the image name')
		.option('-t, --tag <tag>', 'the tag', 'latest')
		.addOption(new Option('-c, --capability <name>', 'add a capability (repeatable)').argParser(collectNames))
		.addOption(
			new Option(
				'--build-arg <name[=value]>',
				'the value of an ARG of the Containerfile; NAME alone takes it from the environment (repeatable)',
			).argParser(collect),
		)
		.option('--overwrite', 'replace the image that has this reference')
		.option('--no-start', 'do not start a trial container to prove that the image can be launched')
		.addHelpText(
			'after',
			examples(
				'ingot build --worker forge-1 --name api-golden',
				'ingot build -w forge-1 -f deploy/Containerfile -n api-golden --tag 2026 -c erp ./api',
				'ingot build -w forge-1 -n api-golden --build-arg NODE=22 --dry-run',
			) + ctrlC,
		)
		.action(act(async (context, given) => (await import('./build.ts')).buildImage(deps, context, given)));
};
