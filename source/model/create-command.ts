/**
 * What the command line that made a container tells of its variables. Podman keeps it; what was made over the API has none.
 */
export type CreateCommand = {
	/** Whether there is one, and nothing in it adds variables that it does not name (`--env-file`, `--env-host`). */
	readonly namesAll: boolean;
	/** Names that it sets by -e. */
	readonly variables: readonly string[];
	/** Names of those whose value is one of Podman's secrets (`--secret NAME,type=env`). */
	readonly secrets: readonly string[];
};

/** Only names are kept: the values stand in it too. @param argv Config.CreateCommand */
export const readCreateCommand = (argv: readonly string[]): CreateCommand => {
	const variables = new Set<string>();
	const secrets = new Set<string>();
	let isOpen = argv.length === 0;
	argv.forEach((word, at) => {
		const variable = optionAt(argv, at, /^(?:--env(?:=|$)|-[diqtP]*e)/u);
		if (variable !== undefined) variables.add(variable.split('=', 1)[0] ?? '');
		const secret = optionAt(argv, at, /^--secret(?:=|$)/u);
		if (secret !== undefined) for (const name of secretVariable(secret)) secrets.add(name);
		// `-e 'LC_*'` takes whatever the worker's own environment has.
		if (/^--env-(?:file|host|merge)(?:=|$)/u.test(word) || variable?.endsWith('*')) isOpen = true;
	});
	return {namesAll: !isOpen, variables: [...variables].filter(each => each !== ''), secrets: [...secrets]};
};

/** Of an option at this place: `--env A=1`, `--env=A=1`, `-e A=1`, `-eA=1`, `-dite A=1`. */
const optionAt = (argv: readonly string[], at: number, option: RegExp): string | undefined => {
	const word = argv[at] ?? '';
	const [begin] = option.exec(word) ?? [];
	if (begin === undefined) return undefined;
	return word.length > begin.length ? word.slice(begin.length) : argv[at + 1];
};

/** `db,type=env,target=DB_PASSWORD` → DB_PASSWORD; without a target the secret's own name. */
const secretVariable = (value: string): readonly string[] => {
	const [name = '', ...options] = value.split(',');
	if (!options.includes('type=env')) return [];
	const target = options.find(each => each.startsWith('target='))?.slice('target='.length);
	return [target || name];
};
