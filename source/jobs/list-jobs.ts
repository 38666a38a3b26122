import type {JobSummary} from '../model/job.ts';
import {jobsFolder} from '../plan/job-script.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import {isAlive} from './is-alive.ts';
import {parseLine, requestSchema, statusSchema} from './job-schemas.ts';

const maxJobs = 200;
const veryMany = 100_000;

/** The jobs on a worker, newest first, in one round trip. Whatever in the folder is not a job of ours is left out. */
export const listJobs = async (
	remote: Remote,
	{all = false, ...options}: RunOptions & {readonly all?: boolean} = {},
): Promise<readonly JobSummary[]> => {
	const {stdout} = await remote.run(listScript(all ? veryMany : maxJobs), options);
	const lines = stdout.split('\n');
	const jobs: JobSummary[] = [];
	for (let at = 0; at + 2 < lines.length; at += 3) {
		const [id = '', state = '', left, where = '', begun = '', cancel] = (lines[at] ?? '').split(' ');
		const texts = lines.slice(at + 1, at + 3);
		const listed = {id, state, needsCleanup: left === '1', where, begun, isCancelling: cancel === '1', texts};
		const summary = toSummary(remote, listed);
		if (summary !== undefined) jobs.push(summary);
	}
	return jobs;
};

/**
 * Three lines for each job: id, how it stands, whether an undo failed, of another machine's which, how many steps it has begun
 * and whether it is being cancelled; request; status. Whether
 * it lives is asked first: a runner that ends in between has its status then.
 */
const listScript = (most: number): string => `
cd ${jobsFolder} 2>/dev/null || exit 0
LC_ALL=C
${isAlive}
newest=
for id in *; do
	case $id in *[!a-z0-9-]*) continue ;; esac
	if [ -d "$id" ] && [ ! -L "$id" ] && [ -O "$id" ] && [ -f "$id/request.json" ] && [ ! -L "$id/request.json" ]; then newest="$id $newest"; fi
done
count=0
for id in $newest; do
	count=$((count + 1))
	[ "$count" -le ${most} ] || break
	state=dead left=0 request= status= begun=0 cancel=0
	if is_elsewhere "$id"; then state=elsewhere
	elif is_alive "$id"; then
		state=alive
		[ ! -e "$id/waiting" ] || state=waiting
		[ ! -e "$id/cancel" ] || cancel=1
		[ ! -f "$id/started" ] || [ -L "$id/started" ] || begun=$(wc -l <"$id/started")
	fi
	# A job that has ended is out of the unfinished ones unless it has left something.
	if [ -e "$id/left" ] || { [ -e "../unfinished/$id" ] && [ -e "$id/status.json" ] && [ "$state" = dead ]; }; then left=1; fi
	IFS= read -r request <"$id/request.json"
	[ ! -f "$id/status.json" ] || [ -L "$id/status.json" ] || IFS= read -r status <"$id/status.json"
	printf '%s %s %s %s %d %s\\n%s\\n%s\\n' "$id" "$state" "$left" "\${where%%:*}" "$begun" "$cancel" "$request" "$status"
done
`;

type Listed = {
	readonly id: string;
	readonly state: string;
	readonly needsCleanup: boolean;
	readonly where: string;
	readonly begun: string;
	readonly isCancelling: boolean;
	readonly texts: readonly string[];
};

/** What was asked is named after the worker by whoever asked; here it is the one that we know it by. */
const toSummary = (remote: Remote, listed: Listed): JobSummary | undefined => {
	const {id, state, needsCleanup, where, texts} = listed;
	const request = requestSchema.safeParse(parseLine(texts[0]));
	if (!request.success || request.data.id !== id) return undefined;
	const status = statusSchema.safeParse(parseLine(texts[1]));
	return {
		request: {...request.data, worker: remote.worker.name},
		outcome: status.data?.outcome,
		endedAt: status.data?.at,
		alive: state === 'alive' || state === 'waiting',
		...(state === 'waiting' && {isWaiting: true}),
		...(state === 'alive' && {begun: Number.parseInt(listed.begun, 10) || 0}),
		...(listed.isCancelling && {isCancelling: true}),
		...(needsCleanup && {needsCleanup}),
		...(state === 'elsewhere' && {elsewhere: where || 'another machine'}),
	};
};
