import {Failure, toMessage} from '../../model/failure.ts';
import {isClosed} from './socket-agent.ts';

/** Podman did not answer in time. @param what it should have done: `list its images` */
export const overdue = (worker: string, what: string, timeoutMs: number): Failure =>
	new Failure(
		`${worker} did not ${what} within ${Math.ceil(timeoutMs / 1000)} s: something holds Podman's lock.`,
		{
			hint: 'A commit may be running there. Try again when it has finished.',
		},
	);

/** An error of dockerode → what happened on the worker, and what to do. */
export const toApiFailure = (worker: string, what: string, thrown: unknown): Failure => {
	const statusCode = (thrown as {readonly statusCode?: number} | undefined)?.statusCode;
	const said = toMessage(thrown).trim();
	if (statusCode === undefined) {
		if (/parse|HPE_/iu.test(`${said} ${(thrown as NodeJS.ErrnoException)?.code}`))
			return notPodman(worker, thrown);
		const why = isClosed(thrown) ? 'its API closed the connection' : said;
		return new Failure(`${worker} could not ${what}: ${why}.`, {
			kind: 'unreachable',
			hint: 'Use Refresh to retry, or run `podman info` on the worker for details.',
			cause: thrown,
		});
	}
	return new Failure(`${worker} could not ${what}: ${said}.`, {
		hint:
			statusCode === 404
				? 'It no longer exists; the list is being refreshed.'
				: 'Run `podman info` on the worker for details.',
		cause: thrown,
	});
};

/** The answer is not one of Podman's. */
export const notPodman = (worker: string, cause?: unknown): Failure =>
	new Failure(`The API on ${worker} is not Podman's.`, {
		kind: 'unreachable',
		hint: 'Set the right socket with socket: in the config file, or fix Podman on the worker.',
		cause,
	});
