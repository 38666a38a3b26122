import {execFileSync, spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import precopy from '../../source/worker/steps/linux/precopy.sh';

const root = mkdtempSync(path.join(tmpdir(), 'ingot-precopy-'));
afterAll(() => rmSync(root, {recursive: true, force: true}));
const script = path.join(root, 'precopy.sh');
writeFileSync(script, precopy);

type Folders = {readonly layer: string; readonly copy: string; readonly records: string};

const folders = (): Folders => {
	const base = mkdtempSync(path.join(root, 'try-'));
	const [layer, copy, records] = ['layer', 'copy', 'records'].map(name => path.join(base, name));
	for (const each of [layer, copy, records]) mkdirSync(each as string);
	return {layer, copy, records} as Folders;
};

const sh = (shell: string, text: string, cwd: string): string =>
	execFileSync(shell, ['-euc', text], {cwd, encoding: 'utf8', env: {...process.env, LC_ALL: 'C'}});

type Meanwhile = {
	/** Before the copy of the running DevBox begins, after its files were listed. */
	readonly early?: string;
	/** After that copy. */
	readonly late: string;
};

/** As in the steps: copies while something changes the layer, then catches up. */
const copied = (shell: string, {layer, copy, records}: Folders, {early = ':', late}: Meanwhile): string =>
	sh(
		shell,
		`report_written() { :; }
. '${script}'
unsettled=-2
can_precopy '${layer}'
sleep() { (cd '${layer}' && ${early}) && command sleep "$1"; }
copy_running no-id '${layer}' '${copy}' 100 || { cat packing; exit 1; }
(cd '${layer}'; ${late})
capture_changes '${layer}' '${copy}' || { cat packing; exit 1; }`,
		records,
	);

/** What rsync would change to make them equal: contents, owners, modes, times, links, attributes, devices. */
const differences = ({layer, copy}: Folders): string =>
	execFileSync('rsync', ['-aHAXS', '--checksum', '--delete', '-n', '-i', `${layer}/`, `${copy}/`], {
		encoding: 'utf8',
	});

const before = `
mkdir -p a/deep b sub; echo one >a/file; echo two >a/deep/file; echo three >b/three; echo link >b/x; ln b/x b/y; ln b/x a/z
ln -s /etc outside; ln -s file a/short; mkfifo pipe; mknod gone c 0 0; truncate -s 3M sparse; echo end >>sparse
printf x >"$(printf 'line\\nbreak')"; printf x >./-dash; printf x >'a "quoted" $(id) *'; touch -d '1950-01-02 03:04:05' old
echo cap >cap; setcap cap_net_raw+ep cap; setfattr -n user.key -v value a; setfattr -n trusted.overlay.opaque -v y sub
chown 1234:5678 b/three; chmod 4711 a/file; mkdir -m 1777 tmp; head -c 300000 /dev/urandom >big`;

const changes: readonly (readonly [string, string])[] = [
	['nothing', ':'],
	['a file has other bytes of the same length', 'echo eno >a/file'],
	[
		'the same, and its old time was given back',
		'touch -r a/file /dev/null ref; echo eno >a/file; touch -r ref a/file; rm ref',
	],
	['a file grew', 'echo more >>a/deep/file'],
	['a byte in the middle of a large file', 'printf y | dd of=big bs=1 seek=150000 conv=notrunc status=none'],
	['a file was removed', 'rm a/deep/file'],
	['a folder was removed', 'rm -r a'],
	['a folder is new', 'mkdir -p new/er; echo x >new/er/file; chmod 700 new'],
	['a folder was renamed', 'mv a c'],
	['two folders were exchanged', 'mv a c; mv b a; mv c b'],
	['a file was replaced by rename', 'echo other >t; mv t a/file'],
	['a file became a folder', 'rm b/three; mkdir b/three; echo x >b/three/in'],
	['a folder became a file', 'rm -r a; echo file >a'],
	['a folder became a link that leads out of it', 'mkdir c; mv a/* c/; rmdir a; ln -s ../../outside a'],
	['a link became a folder', 'rm outside; mkdir outside; echo x >outside/passwd'],
	['a link leads elsewhere', 'ln -sfn /usr outside; ln -sfn deep/file a/short'],
	['a file became a marker of a deleted one', 'rm a/file; mknod a/file c 0 0'],
	['a marker of a deleted file became a file', 'rm gone; echo back >gone'],
	['a file has one more name', 'ln a/file b/name'],
	['a file has one name less', 'rm b/y'],
	['one of several names has another file', 'rm b/y; echo other >b/y'],
	['a file with several names changed', 'echo LINK >b/y'],
	['modes changed', 'chmod 600 a/file; chmod 3775 b; chmod 711 .'],
	['owners changed', 'chown 77:88 a a/file; chown -h 5:6 outside; chown 1:2 .'],
	['times changed', "touch -d '2001-02-03 04:05:06.789' a/file b .; touch -h -d '2001-02-03' outside"],
	[
		'attributes are new',
		'setfattr -n user.new -v 1 a/file; setfattr -n user.new -v 1 .; setcap cap_chown+ep a/file',
	],
	['an attribute of a folder is gone', 'setfattr -x user.key a'],
	[
		'an attribute of a folder is another',
		'setfattr -n user.key -v other a; setfattr -x trusted.overlay.opaque sub',
	],
	['attributes of a file are gone', 'setcap -r cap'],
	['a pipe is new', 'mkfifo a/pipe'],
	['a pipe has two names', 'ln pipe a/pipe'],
	[
		'a path with a line break is gone, and one is new',
		'rm line*; mkdir "$(printf "a\\nb")"; : >"$(printf "a\\nb/c\\n")"',
	],
	['names that look like options', 'echo x >./--version; echo x >./-T; mkdir ./--files-from=x'],
	['everything is gone', 'find . -mindepth 1 -delete'],
	['a sparse file changed', 'truncate -s 9M sparse; echo x >>sparse'],
];

/** What is undone after the copy of the running DevBox, without another time for what lies deeper. */
const undone: readonly (readonly [string, string, string])[] = [
	['a folder was away', 'mv a ../away', 'mv ../away a'],
	['a folder with one of several names of a file was away', 'mv b ../away', 'mv ../away b'],
	['a folder had another name', 'mv a c', 'mv c a'],
	['a folder was a link', 'mv a c; ln -s b a', 'rm a; mv c a'],
	['a folder was a file', 'mv a c; echo x >a', 'rm a; mv c a'],
	[
		'a folder was another one with the same names and lengths',
		'mv a ../away; mkdir -p a/deep; echo eno >a/file; echo owt >a/deep/file; echo knil >a/z',
		'rm -r a; mv ../away a',
	],
	[
		'a folder in it had another mode',
		'mv a ../away; cp -a ../away a; chmod 700 a/deep',
		'rm -r a; mv ../away a',
	],
	[
		'a file had another mode',
		'mv a ../away; cp -a ../away a; chmod 600 a/deep/file',
		'rm -r a; mv ../away a',
	],
	[
		'a file had another owner',
		'mv a ../away; cp -a ../away a; chown 5:6 a/deep/file',
		'rm -r a; mv ../away a',
	],
	['two folders were exchanged', 'mv a c; mv b a; mv c b', 'mv a c; mv b a; mv c b'],
	['a file was another one', 'mv a/file c; echo two >a/file', 'mv c a/file'],
	['a folder was a copy of itself', 'mv a ../away; cp -a ../away a', 'rm -r a; mv ../away a'],
];

const someChanges = changes.filter((_, number) => number % 6 === 1);

describe.each([
	['dash', changes],
	['bash', someChanges],
] as const)('under %s', {concurrent: true}, (shell, rows) => {
	test.each(rows)('a copy of a running DevBox equals it when it is frozen: %s', (_, meanwhile) => {
		const each = folders();
		sh(shell, before, each.layer);
		copied(shell, each, {late: meanwhile});
		expect(differences(each)).toBe('');
	});

	test.each(undone)('a copy equals it although, while it was made, %s', (_, early, late) => {
		const each = folders();
		sh(shell, before, each.layer);
		copied(shell, each, {early, late});
		expect(differences(each)).toBe('');
	});
});

test('marks of deleted files may be one file in the DevBox and several in the copy', () => {
	const each = folders();
	sh('dash', before, each.layer);
	expect(copied('dash', each, {late: 'ln gone a/gone; ln gone b/gone'})).toContain(
		'Copied while it was frozen',
	);
	expect(differences(each)).toBe('hD          a/gone => gone\nhD          b/gone => gone\n');
});

test.each([
	['a folder lost an attribute', 'setfattr -x user.key a', 'A folder lost an attribute'],
	['a pipe has two names', 'ln pipe a/pipe', 'A pipe or a device has several names'],
])('where everything is copied again because %s, the log says so', (_, late, reason) => {
	const each = folders();
	sh('dash', before, each.layer);
	expect(copied('dash', each, {late})).toMatch(
		new RegExp(`${reason}.*: its own layer is copied again while it is frozen\\.`, 'u'),
	);
});

/** What GNU tar 1.34 printed of files that were exchanged for others, links, sockets and folders while it read them, and its like. */
const races = [
	'./a: socket ignored',
	'./a: file changed as we read it',
	'./a: File removed before we read it',
	'./a: File shrank by 1 byte; padding with zeros',
	'./a: File shrank by 4096 bytes; padding with zeros',
	'./a/b: Cannot stat: No such file or directory',
	'./a/b: Cannot open: Not a directory',
	'./a: Cannot open: Too many levels of symbolic links',
	'./a: Cannot open: No such device or address',
	'./a: Cannot savedir: No such file or directory',
	'./a: Cannot readlink: Invalid argument',
	'a: Warning: Cannot llistxattrat: No such file or directory',
	'a: Warning: Cannot lgetxattrat: No such file or directory',
	'a: Warning: Cannot file_has_acl_at: No such file or directory',
	'a: Warning: Cannot file_has_acl_at: Too many levels of symbolic links',
	'Exiting with failure status due to previous errors',
	'2',
];
const failures = [
	'./a: Read error at byte 0, while reading 512 bytes: Input/output error',
	'./a: Cannot open: Input/output error',
	'./a: Cannot open: Permission denied',
	'./a: Cannot open: Too many open files',
	'./a: Warning: Cannot llistxattrat: Input/output error',
	'./a: Cannot open: Invalid argument',
	'-: Cannot write: No space left on device',
	'./x: Cannot stat: No such file or directory: Cannot open: Permission denied',
	'3',
];

test.each([
	...races.map(each => [each, 'goes on', ''] as const),
	...failures.map(each => [each, 'fails', `tar: ${each}\n`] as const),
])('of a running DevBox tar reports “%s”: its copy %s', (message, _, left) => {
	const text = `. '${script}'; printf 'tar: %s\n' "$1" | other_messages || :`;
	expect(execFileSync('dash', ['-euc', text, 'sh', message], {encoding: 'utf8'})).toBe(left);
});

test('what has not changed is not copied again', () => {
	const each = folders();
	sh('dash', before, each.layer);
	expect(copied('dash', each, {late: ':'})).toContain(': 0 of ');
	const other = folders();
	sh('dash', before, other.layer);
	expect(copied('dash', other, {late: 'echo x >>a/file'})).toContain(': 2 of ');
});

test('where many files are new, the copy waits until they are settled', () => {
	const each = folders();
	sh('dash', `mkdir many; cd many; seq 50 | while read -r n; do echo x >$n; done`, each.layer);
	const steps = `report_written() { :; }; . '${script}'; unsettled=3 many=20; copy_running no-id '${each.layer}' '${each.copy}' 1; ls '${each.copy}/many' | wc -l`;
	expect(sh('dash', steps, each.records)).toBe(
		'Many files were written just now; the copy begins in 3 s.\n50\n',
	);
	expect(readFileSync(path.join(each.records, 'stamps'), 'utf8')).toContain('./many/50\0');
});

test('what was written just before counts as changed, since a write may still be going on', () => {
	const each = folders();
	sh('dash', before, each.layer);
	sh(
		'dash',
		`report_written() { :; }; . '${script}'; copy_running no-id '${each.layer}' '${each.copy}' 1`,
		each.records,
	);
	expect(readFileSync(path.join(each.records, 'stamps'), 'utf8')).toBe('');
});

test('links that a program puts in the place of folders lead nowhere', () => {
	const each = folders();
	const outside = path.join(path.dirname(each.layer), 'outside');
	sh(
		'dash',
		`mkdir a; for i in $(seq 300); do echo plain >a/f$i; done; mkdir '${outside}'; cd '${outside}'; for i in $(seq 300); do echo SECRET >f$i; done`,
		each.layer,
	);
	const swapping = spawn(
		'sh',
		['-c', `ln -s '${outside}' l; while :; do mv -T a b; mv -T l a; mv -T a l; mv -T b a; done`],
		{cwd: each.layer, detached: true, stdio: 'ignore'},
	);
	try {
		for (let round = 0; round < 20; round += 1) {
			execFileSync('find', [each.copy, '-mindepth', '1', '-delete']);
			sh(
				'dash',
				`report_written() { :; }; . '${script}'; copy_running no-id '${each.layer}' '${each.copy}' 1 || :`,
				each.records,
			);
			const found = execFileSync('sh', ['-c', `grep -rl SECRET '${each.copy}' || :`], {encoding: 'utf8'});
			expect(found).toBe('');
		}
	} finally {
		process.kill(-(swapping.pid ?? 0), 'SIGKILL');
	}
	expect(sh('dash', `cat '${outside}'/* | sort | uniq -c`, each.records).trim()).toBe('300 SECRET');
});

test('a small layer is copied while the DevBox is frozen, and a large one or one of many files while it runs', () => {
	const each = folders();
	sh('dash', before, each.layer);
	const judged = (bytes: number, limit: number) =>
		sh(
			'dash',
			`. '${script}'; small=${limit}; if is_small '${each.layer}' ${bytes}; then echo small; else echo large; fi`,
			each.records,
		).trim();
	expect([judged(1000, 2000), judged(1e9, 2000), judged(1000, 10)]).toEqual(['small', 'large', 'large']);
});

test.skipIf(!readFileSync('/proc/filesystems', 'utf8').includes('\txfs\n'))(
	'few large files on a disk that shares the contents of copies are copied while the DevBox is frozen, elsewhere while it runs',
	() => {
		const each = folders();
		const base = path.dirname(each.layer);
		const disk = path.join(base, 'disk');
		sh(
			'dash',
			`mkdir '${disk}'; truncate -s 400M '${disk}.img'; mkfs.xfs -q -m reflink=1 '${disk}.img'; mount -o loop '${disk}.img' '${disk}'`,
			base,
		);
		const precopied = (layer: string, copy: string) => {
			for (const folder of [layer, copy]) mkdirSync(folder, {recursive: true});
			sh('dash', before, layer);
			return sh(
				'dash',
				`report_written() { :; }; has_staging() { :; }; in_records() { cd '${each.records}'; }; . '${script}'; unsettled=-2
printf %s '${layer}' >upper; printf %s '${copy}' >staging-upper
precopy id 100000000; if [ -e precopied ]; then echo while it runs; fi; find '${copy}' -mindepth 1 | wc -l`,
				base,
			);
		};
		try {
			expect(precopied(`${disk}/layer`, `${disk}/copy`)).toMatch(
				/share the contents .* while the DevBox is frozen\.\n0\n$/u,
			);
		} finally {
			execFileSync('umount', [disk]);
		}
		expect(precopied(each.layer, each.copy)).toMatch(/^while it runs\n[1-9]/u);
	},
);

test('a full disk ends the copy of the running DevBox, and leaves nothing of it', () => {
	const each = folders();
	sh('dash', before, each.layer);
	sh('dash', `mount -t tmpfs -o size=100k none '${each.copy}'`, each.records);
	try {
		const steps = `report_written() { :; }; has_staging() { :; }; in_records() { cd '${each.records}'; }; . '${script}'; small=0
printf %s '${each.layer}' >upper; printf %s '${each.copy}' >staging-upper
precopy id 100 2>/dev/null; [ ! -e precopied ]; find '${each.copy}' -mindepth 1`;
		expect(sh('dash', steps, path.dirname(each.layer))).toBe(
			'That failed: its own layer is copied while it is frozen.\n',
		);
	} finally {
		execFileSync('umount', [each.copy]);
	}
});
