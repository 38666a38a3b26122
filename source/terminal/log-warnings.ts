/** docker-modem calls url.parse() each time it begins; that is for its authors. */
const known = 'DEP0169';

/**
 * Sends Node's warnings (deprecations among them) to a log in place of the terminal: Node's own listener writes to file
 * descriptor 2 past `process.stderr`.
 */
export const logWarnings = (onWarning: (text: string) => void): void => {
	process.removeAllListeners('warning');
	process.on('warning', warning => {
		if (!('code' in warning) || warning.code !== known) onWarning(warningText(warning));
	});
};

const warningText = (warning: Error & {readonly code?: unknown; readonly detail?: unknown}): string =>
	[
		typeof warning.code === 'string' ? `[${warning.code}] ` : '',
		warning.stack ?? `${warning.name}: ${warning.message}`,
		typeof warning.detail === 'string' ? `\n${warning.detail}` : '',
	].join('');
