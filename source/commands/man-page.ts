import type {Command, Option} from 'commander';

/** What this Ingot was built from: its version; commit and date (`1a2b3c4, 2026-11-28`), or empty. */
export type Release = {readonly version: string; readonly commit: string};

const environment: readonly (readonly [string, string])[] = [
	['XDG_CONFIG_HOME', 'where the folder with the config file is; default: ~/.config'],
	['XDG_CACHE_HOME', 'where the folder with the cache is; default: ~/.cache'],
	['XDG_STATE_HOME', 'where the folder with crash reports and warnings is; default: ~/.local/state'],
	['SSH_AUTH_SOCK', 'the socket of the SSH agent'],
	['NO_COLOR', 'if set, no colours'],
];
const files: readonly (readonly [string, string])[] = [
	['~/.config/ingot/config.yaml', 'the config file'],
	['~/.cache/ingot/fleet.json', 'what the first frame and completion show; may be deleted'],
];

/** The man page of the whole program as roff (man(7)), made from its own help. */
export const manPage = (program: Command, {version, commit}: Release): string => {
	const [, date = ''] = commit.split(', ');
	const name = program.name();
	return [
		`.TH ${name.toUpperCase()} 1 "${date}" "${roff(`Ingot ${version}`)}" "User commands"`,
		...section('NAME', [`${name} \\- make golden images of DevBoxes and launch them`]),
		...section('SYNOPSIS', [`.B ${name}`, '.br', `.B ${name}`, roff('<command> [options] [arguments]')]),
		...section('DESCRIPTION', [text(program.description())]),
		...section('OPTIONS', options(program)),
		...section(
			'COMMANDS',
			leaves(program).flatMap(each => command(each)),
		),
		...section('EXIT STATUS', [text(after(program).replace(/^\s*Exit codes:/u, ''))]),
		...section(
			'ENVIRONMENT',
			environment.flatMap(([term, about]) => entry(term, about)),
		),
		...section(
			'FILES',
			files.flatMap(([term, about]) => entry(term, about)),
		),
		...section('SEE ALSO', ['.BR podman (1),', '.BR ssh (1),', '.BR ssh_config (5)']),
	].join('\n');
};

const section = (title: string, lines: readonly string[]): readonly string[] => [`.SH ${title}`, ...lines];

/** Every command that does something, groups excluded, in the order of the help. */
const leaves = (program: Command): readonly Command[] =>
	program
		.createHelp()
		.visibleCommands(program)
		.filter(each => each.name() !== 'help')
		// A group with options of its own (`ingot jobs`) does something, too.
		.flatMap(each => [
			...(each.commands.length === 0 || each.options.length > 0 ? [each] : []),
			...leaves(each),
		]);

const command = (each: Command): readonly string[] => {
	const all = after(each);
	const at = all.indexOf('Examples:');
	const [examples = '', ...notes] = at === -1 ? [all] : all.slice(at + 'Examples:'.length).split('\n\n');
	return [
		`.SS ${roff(`${path(each)} ${each.usage()}`)}`,
		text(`${each.description().charAt(0).toUpperCase()}${each.description().slice(1)}.`),
		...options(each),
		...(examples.trim() === ''
			? []
			: [
					'.PP',
					'.EX',
					...examples
						.trim()
						.split('\n')
						.map(line => text(line.trim())),
					'.EE',
				]),
		...notes.flatMap(note => ['.PP', text(note.trim())]),
	];
};

const path = (each: Command): string =>
	each.parent === null ? each.name() : `${path(each.parent)} ${each.name()}`;

const options = (each: Command): readonly string[] => {
	const help = each.createHelp();
	return help
		.visibleOptions(each)
		.filter(option => each.parent === null || option.long !== '--help')
		.flatMap((option: Option) => entry(help.optionTerm(option), help.optionDescription(option)));
};

const entry = (term: string, about: string): readonly string[] => [
	'.TP',
	`\\fB${roff(term)}\\fR`,
	text(about),
];

/** The text below the list of options: examples and notes. */
const after = (each: Command): string => {
	let printed = '';
	const configured = each.configureOutput();
	each.configureOutput({
		writeOut: part => {
			printed += part;
		},
	});
	each.outputHelp();
	each.configureOutput(configured);
	return printed.slice(each.helpInformation().length).trim();
};

/** A line of text; a leading dot would start a request. */
const text = (line: string): string => roff(line).replace(/^(?=\.)/gmu, '\\&');

const roff = (line: string): string =>
	line
		.replaceAll('\\', '\\e')
		.replaceAll('-', '\\-')
		.replaceAll('"', '\\(dq')
		.replaceAll('`', '\\(ga')
		.replaceAll("'", '\\(aq')
		.replaceAll('~', '\\(ti')
		.replaceAll('^', '\\(ha')
		.replace(
			/[^\p{ASCII}]/gu,
			each => `\\[u${(each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
		);
