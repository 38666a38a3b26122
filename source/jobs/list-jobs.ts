import * as z from 'zod/mini';
import {type JobSummary, jobKinds} from '../model/job.ts';
import {jobsFolder} from '../plan/job-script.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import {isAlive} from './is-alive.ts';
import {isJobId} from './job-id.ts';

const mostJobs = 200;

/** The jobs on a worker, newest first, in one round trip. Whatever in the folder is not a job of ours is left out. */
export const listJobs = async (remote: Remote, options?: RunOptions): Promise<readonly JobSummary[]> => {
	const {stdout} = await remote.run(listScript, options);
	const lines = stdout.split('\n');
	const jobs: JobSummary[] = [];
	for (let at = 0; at + 2 < lines.length; at += 3) {
		const [id = '', alive] = (lines[at] ?? '').split(' ');
		const summary = toSummary(remote, {id, isAlive: alive === '1', texts: lines.slice(at + 1, at + 3)});
		if (summary !== undefined) jobs.push(summary);
	}
	return jobs;
};

/**
 * Three lines for each job: id and whether it lives, request, status. Whether it lives is asked first: a runner that ends
 * in between has its status then.
 */
const listScript = `
cd ${jobsFolder} 2>/dev/null || exit 0
LC_ALL=C
${isAlive}
newest=
for id in *; do
	case $id in *[!a-z0-9-]*) continue ;; esac
	if [ -d "$id" ] && [ ! -L "$id" ] && [ -O "$id" ] && [ -f "$id/request.json" ]; then newest="$id $newest"; fi
done
count=0
for id in $newest; do
	count=$((count + 1))
	[ "$count" -le ${mostJobs} ] || break
	alive=0
	! is_alive "$id" || alive=1
	request= status=
	IFS= read -r request <"$id/request.json"
	[ ! -f "$id/status.json" ] || IFS= read -r status <"$id/status.json"
	printf '%s %s\\n%s\\n%s\\n' "$id" "$alive" "$request" "$status"
done
`;

const text = z.string();
export const requestSchema = z.object({
	version: z.literal(1),
	id: text.check(z.refine(isJobId)),
	kind: z.enum(jobKinds),
	title: text,
	worker: text,
	user: text,
	host: text,
	ingot: text,
	at: text,
	devbox: z.object({id: text, name: text}),
	reference: text,
	steps: z.array(z.object({id: text, title: text})),
});

export const statusSchema = z.object({
	outcome: z.enum(['done', 'failed', 'refused', 'conflict', 'cancelled', 'interrupted']),
	at: text,
});

/** What was asked is named after the worker by whoever asked; here it is the one that we know it by. */
const toSummary = (
	remote: Remote,
	{id, isAlive, texts}: {id: string; isAlive: boolean; texts: readonly string[]},
): JobSummary | undefined => {
	const request = requestSchema.safeParse(parse(texts[0]));
	if (!request.success || request.data.id !== id) return undefined;
	const status = statusSchema.safeParse(parse(texts[1]));
	return {
		request: {...request.data, worker: remote.worker.name},
		outcome: status.data?.outcome,
		endedAt: status.data?.at,
		alive: isAlive,
	};
};

const parse = (line: string | undefined): unknown => {
	try {
		return JSON.parse(line ?? '');
	} catch {
		return undefined;
	}
};
