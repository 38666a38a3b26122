import {spawnSync} from 'node:child_process';
import {copyFileSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';

/** A Podman that has nothing, except what a file says, a case of the shell each; what DIES matches, ends it by a signal. */
const podman = `#!/bin/sh
eval "case \\$* in $DIES) kill -KILL \\$\\$ ;; $HAS *' exists '*) exit 1 ;; *inspect*) exit 125 ;; esac"
`;
const id = 'a'.repeat(64);
const job = '20261129-010000-k3x9';
let home: string;
const inJob = (name: string) => path.join(home, '.local/state/ingot/jobs', job, name);
/** A folder of a job in the middle of anything. */
const prepare = (): void => {
	home = mkdtempSync(path.join(tmpdir(), 'unanswered-'));
	for (const each of ['bin', `.local/state/ingot/jobs/${job}`, '.local/state/ingot/locks'])
		mkdirSync(path.join(home, each), {recursive: true});
	writeFileSync(path.join(home, 'bin/podman'), podman, {mode: 0o755});
	const folder = path.resolve(import.meta.dirname, '../../source/worker');
	for (const file of globSync('**/*.sh', {cwd: folder}))
		copyFileSync(path.join(folder, file), inJob(path.basename(file)));
	for (const [name, text] of [
		['image-id', id],
		['old-image', 'b'.repeat(64)],
		['digest', `sha256:${id}`],
		['images-before', ''],
		['missing', ''],
		['build-begun', ''],
		['live-begun', ''],
		['built-layers', `--> ${id.slice(0, 12)}`],
	] as const)
		writeFileSync(inJob(name), `${text}\n`);
	writeFileSync(inJob('layers'), '');
};
const remove = (): void => rmSync(home, {recursive: true, force: true});
afterEach(remove);

type Row = {
	readonly title: string;
	/** What a step does, in the shell. */
	readonly runs: string;
	/** Which call of Podman a signal ends. */
	readonly dies: string;
	/** What Podman has, where it answers. */
	readonly has?: string;
	/** What follows where Podman says that it is missing: the exit code and words of the output. */
	readonly missing: readonly [number, string];
	/** Where a signal has ended Podman; by default the step fails with that. */
	readonly killed?: readonly [number, string];
};

const parts = '. ./step-prelude.sh; . ./snapshot-parts.sh;';
const verb = (script: string, words: string) => `exec $SHELL_HERE ./${script}.sh ${words}`;
const asScript = (scripts: string, words: string) =>
	`set -- ${words}; ingot_folder=$HOME/.local/state/ingot; ${scripts
		.split(' ')
		.map(each => `. ./${each}.sh`)
		.join('; ')}`;
const names = "'image inspect --format {{len .RepoTags}}'*";

const rows: readonly Row[] = [
	{
		title: 'the image of a Windows DevBox',
		runs: `${parts} . ./windows-startable.sh; image_of_source=${id}; has_image box`,
		dies: "'image exists'*",
		missing: [3, 'is gone from the worker'],
		killed: [1, 'Podman did not say whether'],
	},
	{
		title: 'the network of a Windows DevBox',
		runs: `${parts} . ./windows-startable.sh; inspect() { echo network net; }; startable box`,
		dies: "'network exists'*",
		missing: [3, 'its network net is gone'],
		killed: [1, 'Podman did not say whether net exists'],
	},
	{
		title: 'the containers that share the network of a Windows DevBox',
		runs: `${parts} . ./windows-startable.sh; alone_in_network box; echo alone`,
		dies: "'ps '*",
		missing: [0, 'alone'],
		killed: [1, 'Podman was killed'],
	},
	{
		title: 'the DevBox that the last run of a schedule has left',
		runs: `mkdir -p ../../schedules/k3x9; echo old >../../schedules/k3x9/kept; (${verb('scheduled-run', 'start image')}) 2>&1; cat ../../schedules/k3x9/kept`,
		dies: "'container exists'*",
		has: "'image inspect'*) echo ;;",
		missing: [1, 'No such file'],
		killed: [0, 'The next run tries again.\nold'],
	},
	{
		title: 'a container with the new name of a DevBox',
		runs: verb('devbox', 'rename box web'),
		dies: "'container exists'*",
		has: "'container inspect'*) echo box ;;",
		missing: [0, ''],
		killed: [1, 'Podman did not say whether web exists'],
	},
	{
		title: 'a new image whose snapshot is undone',
		runs: `${parts} uncommit ${job}; echo undone`,
		dies: names,
		missing: [0, 'undone'],
		killed: [1, 'Podman did not say which names the image has'],
	},
	{
		title: 'the image that had the name before',
		runs: `${parts} unfinish localhost/web:1; echo undone`,
		dies: "'image exists'*",
		has: `'image inspect'*) echo ${id} ;;`,
		missing: [0, 'is already gone, so the new one keeps it'],
		killed: [1, 'Podman did not say whether'],
	},
	{
		title: 'the image that has the name which an undo gives back',
		runs: `${parts} unfinish localhost/web:1; echo undone`,
		dies: "'image inspect'*",
		missing: [0, 'undone'],
		killed: [1, 'Podman did not say which image localhost/web:1 is'],
	},
	{
		title: 'an image that lost its name to a new one',
		runs: `${parts} remove_replaced ${id}; echo named`,
		dies: names,
		missing: [0, 'named'],
		killed: [0, `the replaced image ${id.slice(0, 12)} has another name, so it stays.\nnamed`],
	},
	{
		title: 'an image that Podman has just made',
		runs: `${parts} id_of ${id} || no_image $?`,
		dies: "'image inspect'*",
		missing: [1, 'an image that does not exist'],
	},
	{
		title: 'the base image of a build',
		runs: `${parts} ${'. ./build-leftovers.sh;'} podman() { case $1 in pull) echo pulled ;; *) command podman "$@" ;; esac; }; eval "$(sed -n '/^find_base() {/,/^}/p' build-image.sh)"; show_output() { cat; }; find_base debian`,
		dies: "'image exists'*",
		missing: [1, 'pulled'],
	},
	{
		title: 'the layers of a build that is undone',
		runs: `${parts} . ./build-leftovers.sh; layers_made ${job} || refuse 1 'no answer'; echo listed`,
		dies: "'image inspect --format {{join'*",
		has: `'images --all'*) echo ${id} ;;`,
		missing: [0, 'listed'],
		killed: [1, 'no answer'],
	},
	{
		title: 'a layer of a build that Podman did not remove',
		runs: `${parts} . ./build-leftovers.sh; : >remove-said; still_unused ${id} || echo 'is gone'`,
		dies: "'image exists'*",
		missing: [0, 'is gone'],
		killed: [1, 'Podman did not say whether'],
	},
	{
		title: 'the name of an image that a copy has brought',
		runs: verb('copy-image', `unimport ${id}`),
		dies: "'image inspect --format {{range'*",
		has: "'image exists'*) ;;",
		missing: [0, ''],
	},
	{
		title: 'an image that a pull has brought',
		runs: verb('registry-image', 'unpull forge/web'),
		dies: "'image inspect --format {{.Id}}'*",
		missing: [0, ''],
		killed: [1, `Podman did not say which image forge/web@sha256:${id} is`],
	},
	{
		title: 'an image of which a pull may have written half',
		runs: `rm image-id; echo 'Copying config sha256:${id}' >said; echo ${'c'.repeat(64)} >images-before; ${verb('registry-image', 'unpull forge/web')}`,
		dies: `'image inspect ${id}'*`,
		missing: [0, ''],
		killed: [1, 'Podman was killed'],
	},
	{
		title: 'the digest of an image that is compared with one in a registry',
		runs: `${parts} . ./ask-registry.sh; config=; is_known_as ${id} forge/web:1 sha256:9 || echo 'other content'`,
		dies: "'image inspect'*",
		missing: [0, 'other content'],
	},
	{
		title: 'the list of images of a question to a registry',
		runs: verb('registry-image', 'uncheck'),
		dies: "'manifest exists'*",
		missing: [0, ''],
		killed: [1, 'Podman did not say whether'],
	},
	{
		title: 'an image that is launched by its name',
		runs: verb('linux-launch', `start_named ${id} localhost/web:1`),
		dies: "'image inspect'*",
		missing: [1, 'localhost/web:1 is a different image now'],
	},
	{
		title: 'the volume of a Windows launch',
		runs: `${parts} . ./windows-launch.sh; fits ${id} disk; echo fits`,
		dies: "'volume inspect'*",
		missing: [0, 'fits'],
	},
	{
		title: 'a Windows DevBox whose disk is being copied',
		runs: `${parts} . ./windows-live-undo.sh; drop_targets() { echo dropped; }; uncopy_live box`,
		dies: "'container inspect'* | 'container exists'*",
		missing: [0, 'dropped'],
		killed: [1, 'Podman did not report the state of the DevBox'],
	},
	{
		title: 'a Windows that ends as it is launched',
		runs: `${parts} . ./windows-launch.sh; ended box`,
		dies: "'wait '*",
		has: "'wait '*) exit 125 ;;",
		missing: [1, 'The DevBox is gone'],
	},
	{
		title: 'a Windows that is watched after its launch',
		runs: `${parts} made_by() { echo box; }; . ./windows-launch.sh; stays job 9`,
		dies: "'container inspect'*",
		has: "'wait '*) exit 125 ;;",
		missing: [1, 'The DevBox is gone'],
	},
	{
		title: 'the containers that share the disk of a Windows DevBox',
		runs: `${parts} . ./windows-guard.sh; sharer_of box /tmp || refuse 1 'no answer'; echo alone`,
		dies: "'container inspect'*",
		missing: [0, 'alone'],
		killed: [1, 'no answer'],
	},
	{
		title: 'a Windows whose files an ended step left frozen',
		runs: `${parts} . ./guest-agent.sh; named=win; echo today >files-frozen; thaw_left box; echo 'not the same run'`,
		dies: "'container inspect'*",
		missing: [0, 'not the same run'],
		killed: [1, 'the files of Windows in it may still be frozen'],
	},
	{
		title: 'the last name of an image',
		runs: asScript('windows-guard sbom-files manage-image', `remove ${id} localhost/web:1 other`),
		dies: names,
		has: `'image inspect --format {{.Id}}'*) echo ${id} ;; *RepoTags*) echo 1 ;;`,
		missing: [5, 'has become the last name of its image'],
		killed: [1, 'Podman did not say which names the image has'],
	},
	{
		title: 'an image whose details are shown',
		runs: asScript('windows-guard sbom-files manage-image', `use ${id}`),
		dies: "'image inspect'*",
		missing: [5, 'The image is gone.'],
	},
	{
		title: 'an image without a name whose snapshot is not complete',
		runs: asScript('windows-guard sbom-files manage-image', 'unnamed alice'),
		dies: "*'io.clustercode.job'*",
		has: `'images '*) echo ${id} ;; *managed*) echo true ;; *owner*) echo alice ;; *.Size*) echo 5 ;; *io.clustercode.job*) ;;`,
		missing: [0, '5\n'],
		killed: [0, ''],
	},
	{
		title: 'an image that is to be copied',
		runs: asScript('layer-store copy-source', id),
		dies: "'image inspect'*",
		missing: [5, ''],
		killed: [7, ''],
	},
	{
		title: 'a container that is adopted',
		runs: asScript('state-folder adopted', 'adopt box alice linux'),
		dies: "'container exists'*",
		missing: [3, ''],
		killed: [4, ''],
	},
	{
		title: 'the DevBox of a job whose folder is lost',
		runs: `ln -s lost-1 ../../locks/devbox-box; ${asScript('job-process state-folder leftovers', 'clear lost-1')}; readlink "$ingot_folder/locks/devbox-box" || echo 'given back'`,
		dies: "'container inspect'*",
		missing: [0, 'given back'],
		killed: [1, ''],
	},
];

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	const run = ({runs, dies, has = ''}: Row, isKilled: boolean) => {
		const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const env = {
			...{PATH: `${home}/bin:${process.env.PATH}`, HOME: home, LC_ALL: 'C', HAS: has},
			...{SHELL_HERE: [file, ...first].join(' '), DIES: isKilled ? dies : 'none'},
		};
		const {status, stdout, stderr} = spawnSync(file, [...first, '-c', `${runs}`], {
			cwd: inJob(''),
			encoding: 'utf8',
			env,
		});
		return {status, said: `${stdout}${stderr}`};
	};

	test.each(rows)('$title: missing is one answer, and a Podman that was killed is none', row => {
		for (const [isKilled, [status, words]] of [
			[false, row.missing],
			[true, row.killed ?? [1, 'Podman was killed before it answered']],
		] as const) {
			prepare();
			const {said, ...rest} = run(row, isKilled);
			remove();
			expect({...rest, said}, isKilled ? 'killed' : 'missing').toEqual({
				status,
				said: expect.stringContaining(words),
			});
			if (isKilled && !words.includes(row.missing[1])) expect(said).not.toContain(row.missing[1]);
		}
	});
});
