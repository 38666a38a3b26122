import {afterAll, beforeAll, test} from 'vitest';
import {releaseCases} from './releases-cases.ts';
import {otherReleases, releasesLab} from './releases-lab.ts';

/** The whole table is in releases-all.test.ts. */
let lab: Awaited<ReturnType<typeof releasesLab>>;
beforeAll(async () => {
	lab = await releasesLab(
		`others${process.pid}`,
		otherReleases.map(release => ({release})),
	);
});
afterAll(() => lab?.release());

test.each(otherReleases)(
	'Debian %s: a DevBox is launched from a snapshot, stopped, started and removed',
	async release => {
		await releaseCases.find(({name}) => name === 'launch')?.run(lab.of({release}));
	},
);
