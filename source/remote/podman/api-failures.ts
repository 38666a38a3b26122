import {Failure, toMessage} from '../../model/failure.ts';

export const overdue = (worker: string, what: string, timeoutMs: number): Failure =>
	new Failure(
		`${worker} did not ${what} within ${Math.ceil(timeoutMs / 1000)} s: something holds Podman's lock.`,
		{
			hint: 'A commit may be running there; try again when it has ended.',
		},
	);

/** What dockerode threw → what happened on the worker and what to do. */
export const toApiFailure = (worker: string, what: string, thrown: unknown): Failure => {
	const statusCode = (thrown as {readonly statusCode?: number} | undefined)?.statusCode;
	const said = toMessage(thrown).trim();
	if (statusCode === undefined) {
		if (/parse|HPE_/iu.test(`${said} ${(thrown as NodeJS.ErrnoException)?.code}`))
			return notPodman(worker, thrown);
		return new Failure(`${worker} could not ${what}: ${said}.`, {
			kind: 'unreachable',
			hint: 'Press r to try again; `podman info` on the worker tells more.',
			cause: thrown,
		});
	}
	return new Failure(`${worker} could not ${what}: ${said}.`, {
		hint:
			statusCode === 404 ? 'It is gone; the list is read again.' : '`podman info` on the worker tells more.',
		cause: thrown,
	});
};

/** For answers that are not what Podman says. */
export const notPodman = (worker: string, cause?: unknown): Failure =>
	new Failure(`What answers on ${worker} is not Podman's API.`, {
		kind: 'unreachable',
		hint: 'Name the right socket with socket: in the config file, or mend Podman there.',
		cause,
	});
