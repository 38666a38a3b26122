import type {JobRequest} from '../model/job.ts';
import type {Remote} from '../remote/remote.ts';

type Deps = {
	readonly remoteOf: (worker: string) => Promise<Remote>;
	readonly follow: (request: JobRequest) => void;
};

/** Returns a function that starts a planned job on its worker and follows it. @param submit starts it */
export const submitFollowed =
	<Planned extends {readonly request: JobRequest}>(
		{remoteOf, follow}: Deps,
		submit: (remote: Remote, planned: Planned) => Promise<void>,
	) =>
	async (planned: Planned): Promise<JobRequest> => {
		await submit(await remoteOf(planned.request.worker), planned);
		follow(planned.request);
		return planned.request;
	};

/** Before a summary is shown that somebody is likely to submit. A worker that is away says so when they do. */
export const prepareSubmit = (remoteOf: Deps['remoteOf'], worker: string): void => {
	remoteOf(worker).then(
		remote => remote.prepare(),
		() => {},
	);
};
