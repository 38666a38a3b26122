import {appendFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, onTestFinished, test} from 'vitest';
import {releaseCases} from './releases-cases.ts';
import {otherReleases, type ReleaseWorker, releasesLab} from './releases-lab.ts';

const releases: readonly ReleaseWorker['release'][] = ['own', ...otherReleases];

let lab: Awaited<ReturnType<typeof releasesLab>>;
beforeAll(async () => {
	lab = await releasesLab(`releases${process.pid}`, [
		...releases.map(release => ({release})),
		...releases.map(release => ({release, kind: 'rootless' as const})),
	]);
});
afterAll(() => lab?.release());

/** Into the file that test/releases.sh prints as the table. */
const record = async (name: string, at: ReleaseWorker): Promise<void> => {
	const file = process.env.INGOT_RELEASES_LOG;
	if (file === undefined) return;
	const podman = (await at.on.remote.run('podman --version')).stdout.trim().replace('podman version ', '');
	onTestFinished(({task}) =>
		appendFileSync(file, `${JSON.stringify({name, podman, isWell: task.result?.state === 'pass'})}\n`),
	);
};

describe.each(releaseCases)('on every release $title', ({name, kind, begin, run}) => {
	beforeAll(async () => {
		if (begin !== undefined) await Promise.all(releases.map(each => begin(lab.of({release: each, kind}))));
	});
	test.each(releases)('%s', async release => {
		const at = lab.of({release, kind});
		await record(name, at);
		await run(at);
	});
});
