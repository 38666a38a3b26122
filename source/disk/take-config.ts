import path from 'node:path';

const option = '--config';

type Taken = {
	/** Empty where `--config` names none, as with a variable that is not set. */
	readonly configFile: string;
	/** Whether `--config` names it; otherwise it need not exist. */
	readonly isNamed: boolean;
	/** The other words. */
	readonly rest: readonly string[];
};

/**
 * `--config FILE` and `--config=FILE` work with the UI and with every command; the last one counts. Words after `--` belong to
 * another program.
 * @param folder of the usual config file
 */
export const takeConfig = (argv: readonly string[], folder: string): Taken => {
	const isCompletion = argv[0] === 'complete';
	// The typed words come after a `--`, and may have their own.
	const from = isCompletion ? argv.indexOf('--') + 1 : 0;
	const end = argv.indexOf('--', from);
	const ours = argv.slice(from, end === -1 ? argv.length : end);
	const left: string[] = [];
	let named: string | undefined;
	for (let at = 0; at < ours.length; at += 1) {
		const word = ours[at] ?? '';
		if (word.startsWith(`${option}=`)) named = word.slice(option.length + 1);
		else if (word === option && at + 1 < ours.length) named = ours[++at];
		else left.push(word);
	}
	return {
		configFile: named === undefined ? path.join(folder, 'config.yaml') : named && path.resolve(named),
		isNamed: named !== undefined,
		// Words to complete stay as they were typed.
		rest: isCompletion ? argv : [...left, ...(end === -1 ? [] : argv.slice(end))],
	};
};
