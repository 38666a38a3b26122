import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {retentionScripts} from '../../source/jobs/retention-scripts.ts';
import {runnerFiles} from '../../source/jobs/runner-files.ts';
import {until} from '../driver/until.ts';
import {go, type LocalWorker, letGo, localWorker, type Shell, shells} from '../jobs/local-worker.ts';

const locks = (worker: LocalWorker): string => path.join(worker.ingotFolder, 'locks');
const hold = (worker: LocalWorker, name: string, target: string): void => {
	mkdirSync(locks(worker), {recursive: true});
	symlinkSync(target, path.join(locks(worker), name));
};
/** A job of a schedule that deletes old images. @returns its folder */
const cleaner = (worker: LocalWorker): string => {
	const me = worker.jobFolder('me');
	mkdirSync(me, {recursive: true});
	for (const {name, text} of [...runnerFiles, ...retentionScripts]) writeFileSync(path.join(me, name), text);
	return me;
};
const has = (worker: LocalWorker, id: string, text: RegExp): boolean =>
	existsSync(path.join(worker.jobFolder(id), 'events.ndjson')) &&
	worker.events(id).some(event => text.test(`${event.kind} ${event.text}`));
const isDecided = (worker: LocalWorker, id: string) => has(worker, id, /^log started|^job-ended/u);

describe.each(Object.keys(shells) as Shell[])('under %s', {concurrent: true}, shell => {
	// busybox takes its own readlink.
	test.skipIf(shell === 'busybox')(
		'two jobs that find the lock of a dead job at the same time do not both get it',
		async () => {
			using worker = localWorker(shell);
			hold(worker, 'box', 'no-such-job');
			// The first reads the lock a second time, and is held up before it removes it.
			writeFileSync(
				path.join(worker.ingotFolder, '../../../bin/readlink'),
				`#!/bin/dash
				/usr/bin/readlink "$@"; code=$?
				case $PWD:$1 in
				*/j2:*/locks/box) if [ -e once ]; then : >twice; until [ -e on ]; do sleep 0.05; done; else : >once; fi ;;
				*/j3:*/locks/.mutex) : >waits ;;
				esac
				exit $code\n`,
				{mode: 0o755},
			);
			const file = (id: string, name: string) => path.join(worker.jobFolder(id), name);
			await worker.start('j2', [{id: 'one', run: go}], ['box']);
			await until(() => existsSync(file('j2', 'twice')), {what: 'the second look'});
			await worker.start('j3', [{id: 'one', run: go}], ['box']);
			await until(() => existsSync(file('j3', 'waits')) || has(worker, 'j3', /^log started/u));
			writeFileSync(file('j2', 'on'), '');
			await until(() => isDecided(worker, 'j2') && isDecided(worker, 'j3'));
			expect(['j2', 'j3'].filter(id => has(worker, id, /^log started/u))).toHaveLength(1);
			for (const id of ['j2', 'j3']) {
				await letGo(worker, id);
				await worker.ended(id);
			}
			expect(readdirSync(locks(worker))).toEqual([]);
		},
	);

	test.each([
		['that is dead', 'J 1 2 MACHINE'],
		['of another machine that is gone', 'J 1 2 forge-9:0123'],
	])('processes %s, which died while they removed a lock, block nobody', async (_, identity) => {
		using worker = localWorker(shell);
		const {stdout} = await worker.remote.run('cat /proc/sys/kernel/hostname; cat /etc/machine-id');
		const [host = '', id = ''] = stdout.split('\n');
		const dead = (pid: string) => identity.replace('J', pid).replace('MACHINE', `${host}:${id}`);
		const successor = (pid: string) => `.mutex~${dead(pid).split(' ').slice(0, 3).join('-')}`;
		hold(worker, 'box', 'no-such-job');
		hold(worker, '.mutex', dead('999999991'));
		hold(worker, successor('999999991'), dead('999999992'));
		await worker.start('j1', [{id: 'one', run: 'true'}], ['box']);
		expect((await worker.ended('j1')).at(-1)?.outcome).toBe('done');
		expect(readdirSync(locks(worker)).sort()).toEqual(['.mutex', successor('999999991')]);
	});

	test('a job that ends leaves a lock that is another job’s by now', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [{id: 'one', run: 'ln -sfn j2 ../../locks/box'}], ['box', 'x']);
		expect((await worker.ended('j1')).at(-1)?.outcome).toBe('done');
		expect(readdirSync(locks(worker))).toEqual(['box']);
		expect(readlinkSync(path.join(locks(worker), 'box'))).toBe('j2');
	});

	test.each([
		['takes', 'has ended', ['status.json']],
		['takes', 'is gone', undefined],
		['does not take', 'is at work', []],
		['does not take', 'is being recovered', ['status.json', 'recovering']],
	])('the clean-up of old images %s the name of an image from a job that %s', (verb, _, files) => {
		using worker = localWorker(shell);
		const [me, other] = [cleaner(worker), worker.jobFolder('other')];
		if (files !== undefined) mkdirSync(other);
		for (const name of files ?? [])
			if (name === 'recovering') symlinkSync('1 2 3', path.join(other, name));
			else writeFileSync(path.join(other, name), '{}\n');
		hold(worker, 'image-x', 'other');
		const [command = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		spawnSync(command, [...first, './retention-step.sh', 'take', '../../locks/image-x'], {cwd: me});
		expect(readdirSync(locks(worker))).toEqual(['image-x']);
		expect(readlinkSync(path.join(locks(worker), 'image-x'))).toBe(verb === 'takes' ? 'me' : 'other');
	});

	// busybox takes its own readlink.
	test.skipIf(shell === 'busybox')(
		'the clean-up of old images waits for a job that takes a stale lock, and leaves it the lock',
		async () => {
			using worker = localWorker(shell);
			const me = cleaner(worker);
			hold(worker, 'image-x', 'no-such-job');
			const {stdout} = await worker.remote.run(
				`read -r stat </proc/${process.pid}/stat; set -- $\{stat##*) }; shift 19; echo "$1"
				cat /proc/sys/kernel/random/boot_id /proc/sys/kernel/hostname /etc/machine-id`,
			);
			const [start, boot, host, id] = stdout.split('\n');
			hold(worker, '.mutex', `${process.pid} ${start} ${boot} ${host}:${id}`);
			const bin = path.join(worker.ingotFolder, 'bin');
			mkdirSync(bin);
			writeFileSync(
				path.join(bin, 'readlink'),
				'#!/bin/dash\ncase $1 in */.mutex) : >waits ;; esac\nexec /usr/bin/readlink "$@"\n',
				{mode: 0o755},
			);
			const taking = spawn(shells[shell], ['./retention-step.sh', 'take', '../../locks/image-x'], {
				cwd: me,
				env: {...process.env, PATH: `${bin}:/usr/bin:/bin`},
			});
			const ended = once(taking, 'close');
			await until(() => existsSync(path.join(me, 'waits')) || taking.exitCode !== null, {what: 'a wait'});
			mkdirSync(worker.jobFolder('j2'));
			rmSync(path.join(locks(worker), 'image-x'));
			hold(worker, 'image-x', 'j2');
			rmSync(path.join(locks(worker), '.mutex'));
			expect(await ended).toEqual([1, null]);
			expect(readlinkSync(path.join(locks(worker), 'image-x'))).toBe('j2');
			expect(readdirSync(locks(worker))).toEqual(['image-x']);
		},
	);
});
