/** Wraps an action so that its exit code becomes the program's. */
export type Act = <Args extends unknown[]>(
	run: (...args: Args) => Promise<number>,
) => (...args: Args) => Promise<void>;

export const collect = (value: string, before: readonly string[] = []): readonly string[] => [
	...before,
	value,
];

export const examples = (...lines: readonly string[]): string =>
	`\nExamples:\n${lines.map(line => `  $ ${line}`).join('\n')}`;

export const ctrlC = '\n\nCtrl-C cancels the job and rolls it back; --detach leaves it running.';
