/** Wraps an action so that its exit code becomes the program's. */
export type Act = <Args extends unknown[]>(
	run: (...args: Args) => Promise<number>,
) => (...args: Args) => Promise<void>;

/** The part of a help text with command lines to copy. */
export const examples = (...lines: readonly string[]): string =>
	`\nExamples:\n${lines.map(line => `  $ ${line}`).join('\n')}`;

/** Ends the help of a command that follows a job. */
export const ctrlC = '\n\nCtrl-C cancels the job and rolls it back; --detach leaves it running.';
