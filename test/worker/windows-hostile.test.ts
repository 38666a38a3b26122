import {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {type WindowsJob, windowsJob} from './windows-job.ts';

// A Windows DevBox, or the author of its image, that wants files of the worker, or changes what is copied.
let job: WindowsJob;
let secret: string;
beforeEach(() => {
	job = windowsJob();
	secret = path.join(job.folder, '../secret');
	mkdirSync(secret);
	for (const name of ['key', 'windows.vars', 'base.raw', 'data.img'])
		writeFileSync(path.join(secret, name), 'of the worker');
	writeFileSync(path.join(job.folder, 'backing'), '');
	writeFileSync(path.join(job.folder, 'made'), path.join(job.folder, '../made'));
	mkdirSync(path.join(job.folder, '../made'));
});
afterEach(() => job[Symbol.dispose]());
const put = (name: string) => {
	mkdirSync(path.dirname(path.join(job.storage, name)), {recursive: true});
	writeFileSync(path.join(job.storage, name), name);
};

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	/** Says that the disk has this backing file, as qemu-img writes it. */
	const checkBacking = (below: string) => {
		job.podmanDoes('case $* in *--backing-chain*) cat "$JOB/chain" ;; esac');
		const line = `    "full-backing-filename": ${JSON.stringify(below)},`;
		writeFileSync(path.join(job.folder, 'chain'), `[{\n${line}\n}]\n`);
		put('data.qcow2');
		return job.run(
			shell,
			`pid=1 upper_dir=/nowhere total=0
			check_disk 1 qcow2 /storage/data.qcow2 "$STORAGE_FOLDER/data.qcow2" box`,
		);
	};

	test.each([
		['is a link to a file of the worker', '/storage/base.raw', 'is reached by a symbolic link'],
		['is in a folder that is a link', '/storage/away/key', 'is reached by a symbolic link'],
		['leads out of its folder', '/storage/../secret/key', 'leads elsewhere'],
		['leads out of its folder at its end', '/storage/..', 'leads elsewhere'],
		['has a tab in its path', '/storage/a\tb', 'strange characters'],
		['has a line break in its path', '/storage/a\nb', 'strange characters'],
		['is no file', '/storage/folder', 'is no file on the worker'],
	])('a backing file that %s is refused', (_title, below, reason) => {
		symlinkSync(path.join(secret, 'key'), path.join(job.storage, 'base.raw'));
		symlinkSync(secret, path.join(job.storage, 'away'));
		put('folder/file');
		const {status, said} = checkBacking(below);
		expect(said).toContain(reason);
		expect(status).toBe(3);
		expect(job.text('backing')).toBe('');
	});

	test('a backing file that becomes a link after the check leads nowhere: only whole folders of the DevBox are mounted', () => {
		put('my base.raw');
		expect(checkBacking('/storage/my base.raw').status).toBe(0);
		rmSync(path.join(job.storage, 'my base.raw'));
		symlinkSync(path.join(secret, 'key'), path.join(job.storage, 'my base.raw'));
		rmSync(path.join(job.folder, 'podman-words'));
		expect(job.run(shell, 'tool image convert x y').status).toBe(0);
		const mounts = job.text('podman-words').match(/--mount \S+/gu);
		expect(mounts).toEqual([`--mount type=bind,source=${job.storage},destination=/storage,readonly`]);
	});

	test.each([
		['leads out of its mount', 'STORAGE=/storage/../secret', 'has no volume or folder'],
		['is a link', 'STORAGE=/storage/away', 'is reached by a symbolic link'],
	])('a storage folder that %s is refused', (_title, setting, reason) => {
		symlinkSync(secret, path.join(job.storage, 'away'));
		const {status, said} = job.run(shell, `environment='${setting}' pid=0; choices; find_storage`);
		expect(said).toContain(reason);
		expect(status).toBe(3);
	});

	test('a storage folder is the same with slashes too many', () => {
		put('vm/windows.vars');
		const script = `environment='STORAGE=/storage//vm/.//' pid=0; choices; find_storage
			copy_state "$storage" ${job.work} data windows; ls ${job.work}/state`;
		expect(job.run(shell, script)).toEqual({status: 0, said: 'windows.vars'});
	});

	test('a storage folder that is replaced after the check is not copied from', () => {
		for (const name of ['vm/windows.vars', 'vm/data.img']) put(name);
		renameSync(path.join(job.storage, 'vm'), path.join(job.storage, 'real'));
		symlinkSync(secret, path.join(job.storage, 'vm'));
		for (const script of [
			`copy_state "$STORAGE_FOLDER/vm" ${job.work} data windows`,
			`copy_disk 1 raw /storage/vm/data.img "$STORAGE_FOLDER/vm/data.img" ${job.work}`,
		]) {
			const {status, said} = job.run(shell, script);
			expect(said).toContain('A folder with files of Windows was replaced meanwhile');
			expect(status).toBe(1);
		}
		expect(readdirSync(job.work, {recursive: true})).toEqual(['state']);
	});

	test('a disk that becomes a link is not copied, and neither is a file of its machine', () => {
		put('windows.vars');
		put('windows.rom');
		const script = `
			kind_of() { kind=machine; }
			for each in data.img windows.vars; do ln -sf ${secret}/$each "$STORAGE_FOLDER/$each"; done
			mkfifo "$STORAGE_FOLDER/windows.tpm"
			copy_state "$STORAGE_FOLDER" ${job.work} data windows || echo failed
			copy_disk 1 raw /storage/data.img "$STORAGE_FOLDER/data.img" ${job.work} || echo refused`;
		// The cp of busybox copies no holes, and says so.
		expect(job.run(shell, script).said.split('\n')[0]).toBe('refused');
		expect(readdirSync(path.join(job.work, 'state'))).toEqual(['windows.rom']);
		expect(readFileSync(path.join(job.work, 'state/windows.rom'), 'utf8')).toBe('windows.rom');
	});

	/** Where a container of the image may write, it puts links to files of the worker in place of all that is there. */
	const hostile = (packs: string) => {
		job.podmanDoes(`
			case "$*" in *ntfs-state*) echo 'clean 1048576'; echo 'clean a[$(touch ${secret}/ran)0]' ;; esac
			last='' previous=''
			for last; do :; done
			for word; do
				case $previous$word in
				--volume*:ro) ;;
				--volume*)
					at=\${word%%:*}
					for name in facts entry.sh new data.qcow2 data.qcow2.tmp; do ln -sfT "${secret}/key" "$at/$name"; done
					rm -rf "$at/state"
					ln -s "${secret}" "$at/state"
					${packs}
					;;
				esac
				previous=$word
			done`);
		for (const name of ['data.qcow2', 'state/windows.boot']) {
			mkdirSync(path.dirname(path.join(job.work, name)), {recursive: true});
			writeFileSync(path.join(job.work, name), name);
		}
		writeFileSync(path.join(job.folder, 'disks'), '1 qcow2 /storage/data.qcow2 /nowhere/data.qcow2\n');
		for (const name of ['viewer', 'source-devbox']) writeFileSync(path.join(job.folder, name), '');
	};
	const untouched = () => {
		expect(readdirSync(secret).toSorted()).toEqual(['base.raw', 'data.img', 'key', 'windows.vars']);
		for (const name of readdirSync(secret))
			expect(readFileSync(path.join(secret, name), 'utf8')).toBe('of the worker');
	};

	test('the programs of an image that replace all they may write read and change no file of the worker', () => {
		hostile('last=$(basename $last); rm -f "$at/$last"; echo packed >"$at/$last"');
		const {said, status} = job.run(
			shell,
			`make_image() { wait "$comparing"; }
			proof box image no 100; convert image; bake image --change X`,
		);
		expect(said).toMatch(/^Windows has shut down/u);
		expect(status).toBe(0);
		untouched();
		const made = path.join(job.folder, '../made');
		expect(readdirSync(made).toSorted()).toEqual(['data.qcow2', 'entry.sh', 'facts', 'job-1', 'state']);
		expect(readFileSync(path.join(made, 'data.qcow2'), 'utf8')).toBe('packed\n');
		expect(readFileSync(path.join(made, 'facts'), 'utf8')).toMatch(/^base=job-1\n/u);
		expect(readdirSync(path.join(made, 'state'))).toEqual(['windows.boot']);
		expect(job.text('podman-words').match(/--volume \S+(?<!:ro)(?= )/gu)).toEqual([
			`--volume ${path.resolve(made)}/packing:/run/ingot-packing`,
		]);
	});

	test('a packed disk that is a link is refused', () => {
		hostile(':');
		const {said, status} = job.run(shell, 'convert image');
		expect(said).toContain('left no file where the packed disk should be');
		expect(status).toBe(1);
		untouched();
	});

	test.each(['mkfifo', `ln -s "$SECRET"`])('a disk in the image that is none is not read: %s', make => {
		const {status} = job.run(
			shell,
			`SECRET=${secret}/key; echo x >real; ${make} odd; same_ends real odd || same_ends odd odd`,
		);
		expect(status).toBe(1);
	});

	test('volumes whose note is a link, a pipe or no id need no image, and keep nobody waiting', () => {
		writeFileSync(path.join(secret, 'note'), 'job-7\n');
		const volumes = ['honest', 'link', 'pipe', 'folder', 'strange'];
		for (const name of volumes) mkdirSync(path.join(job.storage, name));
		job.podmanDoes(`case "$1 $2" in
			'image inspect') echo job-7 ;;
			'volume ls') for each in ${volumes.join(' ')}; do echo "${job.storage}/$each $each"; done ;; esac`);
		const {said} = job.run(
			shell,
			`cd "$STORAGE_FOLDER"
			echo job-7 >honest/golden.base; ln -s ${secret}/note link/golden.base; mkfifo pipe/golden.base
			mkdir folder/golden.base; printf 'job-7\\033[2J\\n' >strange/golden.base
			needed_by image`,
		);
		expect(said).toBe('the volume honest');
	});

	test('a volume whose note cannot be read may need any image, so it counts as one that does', () => {
		mkdirSync(path.join(job.storage, 'win'));
		job.podmanDoes(`case "$1 $2" in
			'image inspect') echo job-7 ;;
			'volume ls') echo "${job.storage}/win win" ;; esac`);
		const {said} = job.run(
			shell,
			'echo job-8 >"$STORAGE_FOLDER/win/golden.base"; timeout() { return 1; }; needed_by image',
		);
		expect(said).toBe('the volume win (what its disk is based on could not be read)');
	});

	test.each(['../../x', 'a/b', '/etc/x'])('APP=%s, which leads out of the job, is refused', app => {
		const {status, said} = job.run(shell, `environment='APP=${app}' pid=0; choices; state_prefix`);
		expect(said).toContain('APP of the DevBox has a slash in it');
		expect(status).toBe(3);
	});

	test.each([
		['windows.vars', 'changed', 'Somebody started the DevBox meanwhile'],
		['windows.new', 'added', 'Somebody started the DevBox meanwhile'],
		['notes.log', 'changed', ''],
	])('a file beside the disk that is written while it is copied is noticed: %s %s', (name, _what, reason) => {
		for (const each of ['windows.boot', 'windows.vars', 'notes.log', 'data.img']) put(each);
		const {said} = job.run(
			shell,
			`storage=$STORAGE_FOLDER work=${job.work}; echo data >disk-name; echo windows >state-prefix
			stamps_beside >beside; echo more >>"$STORAGE_FOLDER/${name}"; copy_rest`,
		);
		expect(said.slice(0, reason.length || undefined)).toBe(reason);
	});

	test('a folder for pid files that is a link is not held open', () => {
		const {said} = job.run(
			shell,
			`echo 7 >${secret}/qemu.pid
			sed "s|/proc/.1/root|$PWD/root|" windows-shutdown.sh >shutdown.sh; mkdir -p root/dev; ln -s ${secret} root/dev/shm
			. ./shutdown.sh; hold_pid_file 1; echo "held <$watched>"`,
		);
		rmSync(path.join(secret, 'qemu.pid'));
		expect(said).toBe('held <>');
	});
});
