import prettyBytes from 'pretty-bytes';
import type {Answers, Check, DoctorInput} from './doctor.ts';
import {install, userWord} from './doctor-system.ts';

/** The oldest version that Ingot is tested with (Debian 12). */
const oldest = [4, 3] as const;
/** Below this, a snapshot of an ordinary DevBox runs out of disk space. */
const low = 10 * 1000 ** 3;

/** Podman, its storage, cgroups and subordinate ids. */
export const readPodman = (answers: Answers): readonly Check[] => [
	podman(answers),
	...(answers.one('podman') === 'none' ? [] : [storage(answers), images(answers), cgroups(answers)]),
	...ids(answers),
];

/** Disk space, tools, support for Windows VMs, and jobs that need cleanup. */
export const readCounts = (answers: Answers, {windows}: DoctorInput): readonly Check[] => [
	...room(answers),
	{
		id: 'windows',
		state: windows === undefined ? 'ok' : 'note',
		said: windows ?? 'it can host Windows VMs',
	},
	tools(answers),
	leftovers(answers),
];

const isRoot = (answers: Answers): boolean => answers.one('user')?.endsWith(' 0') ?? false;
const userOf = (answers: Answers): string => (answers.one('user') ?? '$USER').split(' ')[0] ?? '$USER';

const podman = (answers: Answers): Check => {
	const said = answers.one('podman') ?? 'none';
	const [, major, minor] = /(\d+)\.(\d+)/u.exec(said) ?? [];
	if (major === undefined) return noPodman(answers, said);
	const isOld = Number(major) < oldest[0] || (Number(major) === oldest[0] && Number(minor) < oldest[1]);
	const how = isRoot(answers) ? 'as root' : `rootless, as ${userOf(answers)}`;
	if (!isOld) return {id: 'podman', state: 'ok', said: `${said}, ${how}`};
	return {
		id: 'podman',
		state: 'failed',
		said: `${said} is too old: Ingot needs ${oldest.join('.')} or newer`,
		mend: install(answers, 'podman'),
	};
};

const noPodman = (answers: Answers, said: string): Check => ({
	id: 'podman',
	state: 'failed',
	said: said === 'none' ? 'Podman is not installed' : `podman reports its version as “${said}”`,
	mend: install(answers, 'podman'),
});

const storage = (answers: Answers): Check => {
	const said = answers.one('storage') ?? '';
	const [driver = '', root = ''] = said.split(' ');
	if (!root.startsWith('/')) {
		return {
			id: 'storage',
			state: 'failed',
			said: `podman info does not report the storage location: ${said || 'no answer in 10 s'}`,
			mend: 'podman info',
		};
	}
	if (driver !== 'vfs') return {id: 'storage', state: 'ok', said: `${driver} in ${root}`};
	return {
		id: 'storage',
		state: 'warning',
		said: `the ${driver} storage driver copies every layer in full: images are slow to create and need a lot of disk space`,
		mend: install(answers, 'fuse-overlayfs'),
	};
};

/** One image that Podman has not written to its end, because it was killed, makes it list none. */
const images = (answers: Answers): Check => {
	const said = answers.one('images') ?? 'ok';
	if (said === 'ok') return {id: 'images', state: 'ok', said: 'Podman can list its images'};
	const half = /locating item named .*? for image with ID "([0-9a-f]{64})"/u.exec(said)?.[1];
	if (half === undefined) {
		return {
			id: 'images',
			state: 'failed',
			said: `Podman cannot list its images: ${said}`,
			mend: 'podman images --all',
		};
	}
	return {
		id: 'images',
		state: 'failed',
		said: `Podman cannot list its images: it was killed while it wrote the image ${half.slice(0, 12)}, so half of that is missing`,
		mend: `podman rmi --force ${half}`,
	};
};

/** Rootless Podman cannot pause on cgroup v1, and copying a running DevBox gives an inconsistent image. */
const cgroups = (answers: Answers): Check => {
	const version = answers.one('cgroups') ?? '1';
	if (version === '2' || isRoot(answers)) return {id: 'cgroups', state: 'ok', said: `cgroup v${version}`};
	return {
		id: 'cgroups',
		state: 'failed',
		said: 'rootless Podman on cgroup v1 cannot pause a DevBox for a snapshot',
		mend: 'Boot with systemd.unified_cgroup_hierarchy=1, or log in as root.',
	};
};

const ids = (answers: Answers): readonly Check[] => {
	if (isRoot(answers)) return [];
	const has = ['subuid', 'subgid'].every(kind => Number(answers.one(kind) ?? 0) > 0);
	if (has) return [{id: 'subuid', state: 'ok', said: `${userOf(answers)} has subordinate IDs`}];
	return [
		{
			id: 'subuid',
			state: 'failed',
			said: `${userOf(answers)} has no subordinate IDs in /etc/subuid and /etc/subgid, so most images cannot be used`,
			mend: `sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${userWord(answers)}`,
		},
	];
};

/** One row for each file system; paths with the same free space count as one. */
const room = (answers: Answers): readonly Check[] => {
	const places = new Map<string, string[]>();
	for (const line of answers.all('free')) {
		const [kib = '', ...place] = line.split(' ');
		if (/^\d{1,15}$/u.test(kib)) places.set(kib, [...(places.get(kib) ?? []), place.join(' ')]);
	}
	return [...places].map(([kib, names]) => {
		const free = Number(kib) * 1024;
		const said = `${prettyBytes(free)} free for ${names.join(', ')}`;
		if (free >= low) return {id: 'room', state: 'ok', said};
		return {id: 'room', state: 'warning', said, mend: 'podman system df; podman image prune'};
	});
};

/** Listed because users expect them: Ingot takes qemu-img from the DevBox's own image, and commits with Podman. */
const tools = (answers: Answers): Check => {
	if (answers.one('has-setsid') === 'no') {
		const said = 'setsid is not installed, so jobs cannot start';
		return {id: 'tools', state: 'failed', said, mend: install(answers, 'util-linux')};
	}
	const missing = ['qemu-img', 'buildah'].filter(name => answers.one(`has-${name}`) !== 'yes');
	return {
		id: 'tools',
		state: 'ok',
		said:
			missing.length === 0
				? 'qemu-img and buildah are installed (optional)'
				: `${missing.join(' and ')} not installed (optional)`,
	};
};

const leftovers = (answers: Answers): Check => {
	const left = answers.all('leftover');
	if (left.length === 0) return {id: 'leftovers', state: 'ok', said: 'no job needs cleanup'};
	return {
		id: 'leftovers',
		state: 'warning',
		said: `jobs that need cleanup: ${left.join(', ')}`,
		mend: 'ingot recover',
	};
};
