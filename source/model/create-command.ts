/**
 * Variables in the command line that created a container. Podman stores it; containers created over the API have none.
 */
export type CreateCommand = {
	/** Whether the command line exists and names every variable it adds (no `--env-file`, no `--env-host`). */
	readonly namesAll: boolean;
	/** Names that -e sets. */
	readonly variables: readonly string[];
	/** Names whose value is a Podman secret (`--secret NAME,type=env`). */
	readonly secrets: readonly string[];
};

/** Keeps only names, since the command line contains the values too. @param argv Config.CreateCommand */
export const readCreateCommand = (argv: readonly string[]): CreateCommand => {
	const variables = new Set<string>();
	const secrets = new Set<string>();
	let isOpen = argv.length === 0;
	argv.forEach((word, at) => {
		const variable = optionAt(argv, at, /^(?:--env(?:=|$)|-[diqtP]*e)/u);
		if (variable !== undefined) variables.add(variable.split('=', 1)[0] ?? '');
		const secret = optionAt(argv, at, /^--secret(?:=|$)/u);
		if (secret !== undefined) for (const name of secretVariable(secret)) secrets.add(name);
		// `-e 'LC_*'` copies variables from the worker's environment.
		if (/^--env-(?:file|host|merge)(?:=|$)/u.test(word) || variable?.endsWith('*')) isOpen = true;
	});
	return {namesAll: !isOpen, variables: [...variables].filter(each => each !== ''), secrets: [...secrets]};
};

/** The value of an option at this position: `--env A=1`, `--env=A=1`, `-e A=1`, `-eA=1`, `-dite A=1`. */
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
