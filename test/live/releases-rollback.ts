import {expect} from 'vitest';
import {ok} from '../driver/homes.ts';
import type {ReleaseCase} from './releases-case.ts';
import type {ReleaseWorker} from './releases-lab.ts';

const rollback = async ({on, ingot, alias}: ReleaseWorker) => {
	await on.sh(
		`podman run -d --name olden --network none --restart always --stop-timeout 0 --label io.clustercode.launched-by=alice localhost/devbase:1 sh -c 'trap exit TERM; while :; do sleep 1; done' >/dev/null`,
	);
	ok(ingot('create', '-w', alias, '-f', 'olden', '-n', 'olden', '-t', 'v1'));
	const said = ok(ingot('rollback', 'olden', '--yes'));
	const former = await on.sh("podman ps -a --format '{{.Names}}' --filter name=olden-before");
	const [, major = '', minor = ''] = /(\d+)\.(\d+)/u.exec(await on.sh('podman --version')) ?? [];
	const can = Number(major) * 100 + Number(minor) >= 501;
	expect(said.includes('did not change the restart policy')).toBe(!can);
	// What podman-restart.service does when a worker boots.
	await on.sh(
		'podman stop -t 0 olden >/dev/null; podman start --all --filter restart-policy=always >/dev/null',
	);
	const states = await on.sh(`podman inspect --format '{{.State.Status}}' olden ${former}`);
	expect(states).toBe(can ? 'running\nexited' : 'running\nrunning');
	await on.sh(`podman rm -f -t 0 olden ${former} >/dev/null; podman rmi localhost/olden:v1 >/dev/null`);
};

export const rollbackCases: readonly ReleaseCase[] = [
	{name: 'rollback', title: 'a rollback keeps the old DevBox stopped, or says that it cannot', run: rollback},
];
