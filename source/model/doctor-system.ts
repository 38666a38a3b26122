import type {Answers, Check, DoctorInput} from './doctor.ts';
import {quote} from './shell.ts';

/** A minute off delays schedules; five minutes off break certificates and logs. */
const skew = {warnMs: 30_000, failMs: 300_000};

/** Clock, state folder, and what can run schedules. */
export const readSystem = (answers: Answers, input: DoctorInput): readonly Check[] => [
	clock(answers, input),
	state(answers),
	timers(answers),
];

const clock = (answers: Answers, {at, tookMs}: DoctorInput): Check => {
	const there = Number(answers.one('clock') ?? Number.NaN) * 1000;
	if (Number.isNaN(there))
		return {id: 'clock', state: 'warning', said: 'the worker does not report its time'};
	const off = there - at;
	// The worker reports whole seconds, at some moment between request and response.
	const seconds = Math.max(0, Math.abs(off) - 1000 - tookMs / 2) / 1000;
	const said =
		seconds < 1
			? 'the clock is accurate'
			: `the clock is ${Math.round(seconds)} s ${off > 0 ? 'ahead' : 'behind'}`;
	if (seconds * 1000 < skew.warnMs) return {id: 'clock', state: 'ok', said};
	return {
		id: 'clock',
		state: seconds * 1000 < skew.failMs ? 'warning' : 'failed',
		said,
		mend: 'sudo timedatectl set-ntp true',
	};
};

const state = (answers: Answers): Check => {
	const [word, ...rest] = (answers.one('state') ?? 'closed its state folder').split(' ');
	const folder = rest.join(' ');
	if (word === 'writable') return {id: 'state', state: 'ok', said: `jobs are stored in ${folder}`};
	return {
		id: 'state',
		state: 'failed',
		said: `${folder} is not writable, so jobs cannot run`,
		mend: `Make it writable and free some disk space, or set XDG_STATE_HOME on the worker: df -h ${quote([folder])}`,
	};
};

const timers = (answers: Answers): Check => {
	const yes = (key: string) => answers.one(key) === 'yes';
	if (answers.one('has-flock') === 'no') {
		const said = 'flock is not installed, so schedules cannot run';
		return {id: 'timers', state: 'warning', said, mend: install(answers, 'util-linux')};
	}
	if (yes('cron')) return {id: 'timers', state: 'ok', said: 'cron runs the schedules'};
	if (yes('timers') && yes('linger')) return {id: 'timers', state: 'ok', said: 'systemd runs the schedules'};
	if (yes('timers')) {
		return {
			id: 'timers',
			state: 'warning',
			said: 'systemd stops the timers of its user at the last logout, so schedules would not run',
			mend: `sudo loginctl enable-linger ${userWord(answers)}`,
		};
	}
	return {
		id: 'timers',
		state: 'warning',
		said: 'neither cron nor systemd for its user is running, so schedules cannot run',
		mend: install(answers, 'cron'),
	};
};

/** The worker's user, quoted for a command to paste. */
export const userWord = (answers: Answers): string => {
	const [user] = answers.one('user')?.split(' ') ?? [];
	return user ? quote([user]) : '$USER';
};

const installers: ReadonlyMap<string, string> = new Map(
	Object.entries({
		debian: 'sudo apt install',
		ubuntu: 'sudo apt install',
		fedora: 'sudo dnf install',
		rhel: 'sudo dnf install',
		centos: 'sudo dnf install',
		rocky: 'sudo dnf install',
		almalinux: 'sudo dnf install',
		alpine: 'sudo apk add',
		arch: 'sudo pacman -S',
		'opensuse-leap': 'sudo zypper install',
		'opensuse-tumbleweed': 'sudo zypper install',
	}),
);

/** The command that installs a package on the worker's system. */
export const install = (answers: Answers, packages: string): string => {
	const command = installers.get(answers.one('system') ?? '');
	return command === undefined ? `Install ${packages} on the worker.` : `${command} ${packages}`;
};
