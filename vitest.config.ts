import {readFileSync} from 'node:fs';
import {defineConfig} from 'vitest/config';

/** Shell scripts are imported as text, as the bundle does. */
const shellText = {
	name: 'shell-text',
	enforce: 'pre' as const,
	load: (id: string) =>
		/\.(?:sh|bash|zsh|fish)$/u.test(id)
			? `export default ${JSON.stringify(readFileSync(id, 'utf8'))}`
			: undefined,
};

const soak = 'test/soak/soak.test.ts';
/** Upstream's own scripts in all their generations: `npm run test:upstream`. */
const upstream = 'test/live/upstream-*.test.ts';
const slow = ['test/live/**/*.test.{ts,tsx}', 'test/stories/**/*.test.{ts,tsx}'];
/** What Ingot is for, on real workers: these are in `npm test`. The others are in `npm run test:live`. */
const core = [
	...['create-image', 'segments', 'launch', 'windows', 'copy', 'command-line', 'frame', 'screens'].map(
		name => `test/stories/${name}.test.ts`,
	),
	...['build', 'images', 'launch'].map(name => `test/live/${name}.test.ts`),
];
/** Whole tables on real workers, minutes each: `npm run test:long`. */
const long = [
	'fidelity',
	'fidelity-rootless',
	'root-folder',
	'fork',
	'exclude-patterns',
	'exclusion',
	'snapshot-exact',
	'snapshot-failures',
	'snapshot-restart',
	'snapshot-verify',
	'image-configuration',
	'preview',
	'identity',
	'recover',
	'secrets',
	'secrets-recheck',
	'build-faults',
	'sbom',
	'flood',
	'windows-change',
	'windows-snapshot',
	'windows-disks',
	'windows-full',
	'windows-kills',
	'windows-launch',
	'windows-live-faults',
	'windows-faults',
	'windows-live',
	'windows-schedule',
	'windows-standin',
	'windows-state',
	'windows-stop',
	'schedules',
	'scheduled-snapshot',
	'scheduled-retention',
	'copy',
	'archive',
	'registry',
	'registry-faults',
	'import-cuts',
	'copy-cuts',
	'copy-rootless',
	'windows-copy',
	'registry-cuts',
	'reconnect-silent',
	'shared-home',
	'leaving-commands',
	'package',
	'package-arm64',
	'shells-all',
	'releases-all',
].map(name => `test/live/${name}.test.ts`);
/** On real workers, but about connections: they wait more than they work, so two files at a time fit on two cores. */
const connections = [
	...['host-keys', 'log-in', 'ssh-routes', 'remote-reach', 'remote', 'shells', 'system-ssh'],
	...['system-ssh-only', 'hostile-sshd', 'hostile-server', 'doctor'],
]
	.map(name => `test/live/${name}.test.ts`)
	.concat(
		[
			'log-in',
			'sessions',
			'reconnect',
			'leaving',
			'first-run',
			'stray-output',
			'old-node',
			'workers',
			'mouse',
		].map(name => `test/stories/${name}.test.ts`),
	);
/** Real workers on two cores: one file at a time keeps waits honest. */
const onWorkers = {testTimeout: 360_000, hookTimeout: 600_000, fileParallelism: false};

export default defineConfig({
	plugins: [shellText],
	test: {
		globalSetup: 'test/temp-folder.ts',
		// With a socket as standard input (Node's pipes) and no shell around it, bash reads bashrc, whose errors are not ours.
		env: {SHLVL: '2'},
		expect: {poll: {timeout: 60_000}},
		projects: [
			{
				extends: true,
				test: {
					name: 'fast',
					include: ['test/**/*.test.{ts,tsx}'],
					exclude: [...slow, soak],
					testTimeout: 150_000,
					hookTimeout: 150_000,
					maxWorkers: 2,
				},
			},
			{extends: true, test: {name: 'core', include: core, ...onWorkers}},
			{
				extends: true,
				test: {
					name: 'connections',
					include: connections,
					...onWorkers,
					fileParallelism: true,
					maxWorkers: 2,
				},
			},
			{
				extends: true,
				test: {
					name: 'live',
					include: slow,
					exclude: [...core, ...long, ...connections, upstream],
					...onWorkers,
				},
			},
			{extends: true, test: {name: 'long', include: long, ...onWorkers}},
			{extends: true, test: {name: 'upstream', include: [upstream], ...onWorkers}},
			{extends: true, test: {name: 'soak', include: [soak], ...onWorkers}},
		],
	},
});
