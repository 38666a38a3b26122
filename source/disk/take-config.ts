import path from 'node:path';

/**
 * `--config FILE` works with the UI and with every command.
 * @param folder of the usual config file
 * @returns the config file, and the other words
 */
export const takeConfig = (
	argv: readonly string[],
	folder: string,
): {readonly configFile: string; readonly rest: readonly string[]} => {
	const at = argv.indexOf('--config');
	const named = at === -1 ? undefined : argv[at + 1];
	if (named === undefined) return {configFile: path.join(folder, 'config.yaml'), rest: argv};
	// Words to complete stay as they were typed.
	return {configFile: path.resolve(named), rest: argv[0] === 'complete' ? argv : argv.toSpliced(at, 2)};
};
