import type {EscapedPath} from './image-edits.ts';
import {filesIn, type LayerNode} from './layer-tree.ts';

/**
 * What is left out of a cache: the folder; its content; or only the files in it, where programs expect their folders to be there.
 */
type Extent = 'folder' | 'content' | 'files';

type Cache = {
	/** For `--leave-out`. */
	readonly id: string;
	readonly title: string;
	/** `~` is every home folder; `*` is any one name. */
	readonly folders: readonly string[];
	readonly extent?: Extent;
};

/** What programs make anew or download again, by tool. Nothing that a program needs to run. */
const caches: readonly Cache[] = [
	{
		id: 'apt',
		title: 'apt lists and archives',
		folders: ['/var/lib/apt/lists', '/var/cache/apt'],
		extent: 'files',
	},
	{
		id: 'dnf',
		title: 'dnf and yum',
		folders: ['/var/cache/dnf', '/var/cache/libdnf5', '/var/cache/yum'],
		extent: 'content',
	},
	{id: 'apk', title: 'apk', folders: ['/var/cache/apk'], extent: 'content'},
	{id: 'pacman', title: 'pacman', folders: ['/var/cache/pacman/pkg'], extent: 'content'},
	{id: 'zypper', title: 'zypper', folders: ['/var/cache/zypp'], extent: 'content'},
	{id: 'npm', title: 'npm cache', folders: ['~/.npm']},
	{
		id: 'yarn',
		title: 'yarn cache',
		folders: ['~/.cache/yarn', '~/.yarn/berry/cache', '/usr/local/share/.cache'],
	},
	{
		id: 'pnpm',
		title: 'pnpm store',
		folders: ['~/.local/share/pnpm/store', '~/.pnpm-store', '~/.cache/pnpm'],
	},
	{id: 'bun', title: 'bun cache', folders: ['~/.bun/install/cache']},
	{id: 'deno', title: 'deno cache', folders: ['~/.cache/deno']},
	{id: 'pip', title: 'pip cache', folders: ['~/.cache/pip']},
	{id: 'uv', title: 'uv cache', folders: ['~/.cache/uv']},
	{id: 'poetry', title: 'poetry cache', folders: ['~/.cache/pypoetry']},
	{id: 'pipenv', title: 'pipenv cache', folders: ['~/.cache/pipenv']},
	{id: 'pre-commit', title: 'pre-commit', folders: ['~/.cache/pre-commit']},
	{
		id: 'cargo',
		title: 'cargo registry',
		folders: ['~/.cargo/registry', '~/.cargo/git', '/usr/local/cargo/registry', '/usr/local/cargo/git'],
	},
	{id: 'sccache', title: 'sccache', folders: ['~/.cache/sccache']},
	{
		id: 'go',
		title: 'go build and module cache',
		folders: ['~/.cache/go-build', '~/go/pkg/mod', '/go/pkg/mod'],
	},
	{id: 'gradle', title: 'gradle caches', folders: ['~/.gradle/caches', '~/.gradle/daemon']},
	{id: 'maven', title: 'maven repository', folders: ['~/.m2/repository']},
	{id: 'ivy', title: 'ivy and coursier', folders: ['~/.ivy2/cache', '~/.cache/coursier']},
	{id: 'nuget', title: 'nuget packages', folders: ['~/.nuget/packages', '~/.local/share/NuGet']},
	{id: 'composer', title: 'composer cache', folders: ['~/.cache/composer', '~/.composer/cache']},
	{id: 'bundler', title: 'bundler cache', folders: ['~/.bundle/cache']},
	{id: 'ccache', title: 'ccache', folders: ['~/.cache/ccache', '~/.ccache']},
	{id: 'bazel', title: 'bazel cache', folders: ['~/.cache/bazel', '~/.cache/bazelisk']},
	{id: 'homebrew', title: 'homebrew cache', folders: ['~/.cache/Homebrew']},
	{
		id: 'browsers',
		title: 'browser caches',
		folders: [
			...['~/.cache/mozilla', '~/.cache/google-chrome', '~/.cache/chromium', '~/.cache/BraveSoftware'],
			...['Cache', 'Code Cache', 'GPUCache'].flatMap(name =>
				['google-chrome', 'chromium'].map(browser => `~/.config/${browser}/*/${name}`),
			),
		],
	},
	{
		id: 'desktop',
		title: 'thumbnails and font caches',
		folders: ['~/.cache/thumbnails', '~/.cache/fontconfig', '/var/cache/fontconfig'],
	},
	{id: 'logs', title: 'logs', folders: ['/var/log'], extent: 'files'},
	{id: 'tmp', title: 'temporary files', folders: ['/tmp', '/var/tmp'], extent: 'content'},
];

export type FoundCache = {
	readonly id: string;
	readonly title: string;
	/** Where it is. */
	readonly folders: readonly EscapedPath[];
	/** What is removed to leave it out. */
	readonly paths: readonly EscapedPath[];
	readonly sizeBytes: number;
	readonly files: number;
};

/** The caches that a layer holds, largest first. */
export const findCaches = (root: LayerNode): readonly FoundCache[] =>
	caches
		.flatMap(cache => {
			const nodes = cache.folders.flatMap(each => matching(root, each)).filter(each => filesIn(each) > 0);
			return nodes.length === 0 ? [] : [found(cache, nodes)];
		})
		.toSorted((a, b) => b.sizeBytes - a.sizeBytes || (a.title < b.title ? -1 : 1));

const found = ({id, title, extent = 'folder'}: Cache, nodes: readonly LayerNode[]): FoundCache => ({
	id,
	title,
	folders: nodes.map(({path}) => path),
	paths: nodes.flatMap(node => pathsOf(node, extent)),
	sizeBytes: nodes.reduce((sum, {sizeBytes}) => sum + sizeBytes, 0),
	files: nodes.reduce((sum, node) => sum + filesIn(node), 0),
});

const pathsOf = (node: LayerNode, extent: Extent): readonly EscapedPath[] => {
	if (extent === 'folder' || node.type !== 'folder') return [node.path];
	const content = [...node.children.values()].filter(each => each.type !== 'deleted');
	return extent === 'content'
		? content.map(({path}) => path)
		: content.flatMap(each => (each.type === 'folder' ? pathsOf(each, extent) : [each.path]));
};

const homes = ['/root', '/home/*'];

const matching = (root: LayerNode, pattern: string): readonly LayerNode[] => {
	const patterns = pattern.startsWith('~') ? homes.map(home => home + pattern.slice(1)) : [pattern];
	return patterns.flatMap(each => descend([root], each.split('/').slice(1)));
};

const descend = (nodes: readonly LayerNode[], [name, ...rest]: readonly string[]): readonly LayerNode[] => {
	if (name === undefined) return nodes;
	const next = nodes.flatMap(({children}) =>
		name === '*' ? [...children.values()] : [children.get(name)].filter(each => each !== undefined),
	);
	return descend(next, rest);
};
