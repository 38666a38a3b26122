import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';

const script = path.resolve('source/worker/steps/windows/windows-startable.sh');
const prelude = path.resolve('source/worker/steps/step-prelude.sh');
const folder = mkdtempSync(path.join(tmpdir(), 'startable-'));

/** Cases of the shell: what `podman container inspect` answers to a format, and Podman to other words. */
type Answers = {readonly inspect: string; readonly podman?: string};
/** One function of the script, where Podman answers so. @returns what it refuses with, or `fine` */
const ask = (shell: Shell, question: string, {inspect, podman = ''}: Answers): string => {
	const {stdout} = spawnSync(
		shells[shell],
		[
			...(shell === 'busybox' ? ['sh'] : []),
			'-c',
			`. ${prelude}
			refuse() { echo "$1 $2"; exit; }
			podman_ended=ended image_of_source=image
			podman() { case "$*" in ${podman} 'ps --quiet'*) ;; *'exists gone') return 1 ;; esac; }
			inspect() { case $2 in ${inspect} esac; }
			. ${script}
			${question}; echo fine`,
		],
		{cwd: folder, encoding: 'utf8'},
	);
	return stdout.trim();
};

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	test('a port that another program listens on as well is reported with its listener', async () => {
		const server = createServer().listen(0, '127.0.0.1');
		await new Promise(resolve => server.once('listening', resolve));
		const {port} = server.address() as AddressInfo;
		const ports = (monitor: number) =>
			`*ConmonPid*) echo ${monitor} ;; *State.Pid*) echo 0 ;; *) printf '${port} 8006/tcp\\n3389 3389/udp\\n' ;;`;
		const name = readFileSync(`/proc/${process.pid}/comm`, 'utf8').trim();
		expect(ask(shell, 'ports_free id', {inspect: ports(99_999_999)})).toContain(
			`3 Port ${port}, which the DevBox publishes, is also listened on by ${name} (process ${process.pid})`,
		);
		expect(ask(shell, 'ports_free id', {inspect: ports(process.pid)})).toBe('fine');
		server.close();
	});

	test.each([
		['of a unit', 'win.service', '', '3 The DevBox belongs to the systemd unit win.service'],
		['of podman-compose, whose unit systemd does not know', 'podman-compose@office.service', '', 'fine'],
		[
			'of podman-compose, whose unit runs',
			'podman-compose@office.service',
			'--user*office.service',
			'3 The DevBox belongs to the systemd unit podman-compose@office.service',
		],
	])('one %s is refused only where systemd may act on it', (...[, unit, active, said]) => {
		const inspect = `*AutoRemove*) printf 'unit ${unit}\\n' ;; '{{.Pod}}') ;; *) echo ;;`;
		const systemctl = `systemctl() { case "$*" in ${active || 'none'}) ;; *) return 3 ;; esac; }; timeout() { shift; "$@"; }`;
		expect(ask(shell, `${systemctl}\nstartable id`, {inspect})).toMatch(said);
	});

	test('one in a pod of podman kube play, whose unit would remove it, is refused', () => {
		const inspect = `*AutoRemove*) printf 'remove false\\n' ;; '{{.Pod}}') echo 9d51 ;; *) echo ;;`;
		const podman = (policy: string, names: string) =>
			`'pod inspect'*) echo ${policy} ;; 'ps --format {{.Names}}') printf '${names}\\n' ;;`;
		const kube = podman('stop', 'box\\n1931299f9209-service');
		expect(ask(shell, 'startable id', {inspect, podman: kube})).toMatch(
			/^3 The DevBox is in a pod of podman kube play/u,
		);
		expect(ask(shell, 'startable id', {inspect, podman: podman('continue', '1931299f9209-service')})).toBe(
			'fine',
		);
		expect(ask(shell, 'startable id', {inspect, podman: podman('stop', 'box')})).toBe('fine');
	});

	test.each([
		['made with --rm', 'remove true', /^3 The DevBox was made with --rm: a stop removes it/u],
		['of a unit', 'unit win.service', /^3 The DevBox belongs to the systemd unit win\.service/u],
		[
			'whose mount is gone',
			'from /nowhere/at all',
			/^3 .* \/nowhere\/at all is mounted into it and is gone/u,
		],
		['whose network is gone', 'network gone', /^3 .*its network gone is gone/u],
		['with a restart policy', 'policy always', /^Its restart policy is always.*\nfine$/u],
		['with mounts that have no place', 'from tmpfs', /^fine$/u],
		['that nothing keeps', 'remove false\\nfrom /tmp\\npolicy no', /^fine$/u],
	])('one %s', (...[, needs, answer]) => {
		expect(ask(shell, 'startable id', {inspect: `*AutoRemove*) printf '${needs}\\n' ;; *) echo ;;`})).toMatch(
			answer,
		);
	});
});
