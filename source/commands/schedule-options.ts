import {Option} from 'commander';
import {defaultTag} from '../model/scheduled-task.ts';
import {repeatable, repeatableNames} from './shared-options.ts';

/** What `ingot schedules add --snapshot` or `--prune` and the edit of such a schedule take; the texts are those of `ingot create`. */
export const snapshotOptions = (): readonly Option[] => [
	new Option('--snapshot <devbox>', 'create a golden image of this DevBox at each run'),
	new Option(
		'--tag <pattern>',
		`with --snapshot: the tag of each image, with %Y %m %d %H %M of the worker’s clock (default: ${defaultTag})`,
	),
	new Option('--overwrite', 'with --snapshot: replace the image that has the tag already'),
	repeatableNames('-c, --capability <name>', 'with --snapshot: add a capability'),
	repeatableNames(
		'--keep-env <name>',
		"with --snapshot: keep a variable that the DevBox’s image does not have ('*' for all)",
	),
	repeatableNames('--drop-env <name>', "with --snapshot: leave such a variable out ('*' for all)"),
	repeatable('--leave-out <what>', 'with --snapshot: leave out a path of the preview, or a cache'),
	new Option('--method <method>', 'with --snapshot: how to get a consistent image').choices([
		...['auto', 'staging', 'pause', 'restart'],
	]),
	new Option(
		'--secrets <what>',
		'with --snapshot: what to do about secrets found now; a run refuses if files that could hold some have changed since, unless this is keep or skip',
	).choices(['exclude', 'fail', 'keep', 'skip']),
	new Option('--no-saved-excludes', 'with --snapshot: set the patterns of the last --exclude aside'),
	new Option('--prune', 'delete your old images at each run: of the names given, or of all'),
	new Option(
		'--keep-last <number>',
		'with --snapshot or --prune: keep this many of the newest of a name; what is in use always stays',
	),
	new Option('--keep-within <age>', 'with --snapshot or --prune: keep what is younger: 12h, 30d, 8w'),
	new Option('-y, --yes', 'with --snapshot: do not ask about secrets, nor before runs that stop the DevBox'),
];
