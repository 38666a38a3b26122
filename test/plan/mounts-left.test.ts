import {expect, test} from 'vitest';
import {planSnapshot} from '../../source/jobs/create-image.ts';
import {mountsLeftLines} from '../../source/model/snapshot.ts';
import {request, source} from './sources.ts';

const requester = {account: {user: 'alice', plan: 'pro', role: 'member'}, host: 'here', ingot: '0'} as const;
const mounts = [
	{type: 'volume', source: 'data', destination: '/data'},
	{type: 'bind', source: '/srv/web', destination: '/src'},
] as const;

test('a plan names the volumes and mounts that the image will not contain', () => {
	const planned = planSnapshot({...source, devbox: {...source.devbox, mounts}}, request.draft, requester);
	expect(planned.notIncluded).toEqual(mounts);
	expect(mountsLeftLines(planned.notIncluded)).toEqual([
		'Volumes and mounts are not included:',
		'  /data  (volume data)',
		'  /src  (bind /srv/web)',
	]);
	expect(mountsLeftLines(planSnapshot(source, request.draft, requester).notIncluded)).toEqual([]);
});
