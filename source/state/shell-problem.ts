import {execArgv} from '../jobs/exec-argv.ts';
import type {Devbox} from '../model/devbox.ts';
import {Failure} from '../model/failure.ts';
import {quote} from '../model/shell.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';

const probeMs = 10_000;
/** What ssh ends with when its connection does. */
const sshEnded = 255;
const notFound = [126, 127];

/**
 * Why a shell that ended with a high exit code did not begin, or was cut off. The code alone cannot tell: `exit 127` and a
 * DevBox without a shell end alike. So the DevBox is asked whether it can run one now. @returns undefined when it can: the
 * code was that of the user's last command
 */
export const findShellProblem = async (
	remote: Remote,
	{id, name: rawName}: Pick<Devbox, 'id' | 'name'>,
	code: number,
): Promise<Failure | undefined> => {
	const name = neutralise(rawName);
	const probe = await remote.run(quote(execArgv(id, ['sh', '-c', ':'], false)), {timeoutMs: probeMs});
	if (probe.code === 0)
		return code === sshEnded
			? new Failure(
					`The shell in ${name} ended with exit code 255, as it does when its connection is lost.`,
					{
						hint: 'Open it again; in `ingot shell` you can see what SSH says.',
					},
				)
			: undefined;
	const said = neutralise(probe.stderr.trim().split('\n').at(-1) ?? '');
	if (/state improper|not running/u.test(said))
		return new Failure(`${name} is not running any more, so there is no shell in it.`, {
			hint: 'Start it first.',
		});
	if (notFound.includes(probe.code))
		return new Failure(`${name} has no shell: its image has no sh.`, {
			hint: 'Its output and details can be read without one.',
		});
	return new Failure(`There is no shell in ${name}: ${said || `exit code ${probe.code}`}.`, {
		hint: 'Its output may say why.',
	});
};
