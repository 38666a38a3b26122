import type {Answers, Check, DoctorInput} from './doctor.ts';

/** The environment of Ingot's scripts: login shell, sudo and home folder. */
export const readShell = (answers: Answers, input: DoctorInput): readonly Check[] => [
	shell(answers, input),
	...sudo(answers, input),
	...home(answers, input),
];

/** Enough of its output for a row. */
const maxLetters = 200;

/** Any login shell works; one that prints something only costs time. */
const shell = (answers: Answers, {noise}: DoctorInput): Check => {
	const name = answers.one('shell') || 'unknown';
	if (noise === undefined || noise.bytes === 0)
		return {id: 'shell', state: 'ok', said: `login shell ${name}`};
	const first = (noise.text.trim().split('\n', 1)[0] ?? '').slice(0, maxLetters);
	return {
		id: 'shell',
		state: 'note',
		said: `login shell ${name} prints ${noise.bytes} bytes before every command, which Ingot ignores: “${first}”`,
		mend: 'Print only in interactive shells: use [ -t 1 ] in .bashrc, or `status is-interactive` in config.fish.',
	};
};

const sudo = (answers: Answers, {sudo: isUsed, user}: DoctorInput): readonly Check[] => {
	if (isUsed)
		return [{id: 'sudo', state: 'ok', said: `${user ?? 'the user'} can use sudo without a password`}];
	if (answers.one('sudo-podman') !== 'yes') return [];
	const said = 'not used, but available: set sudo: true in the config to run Podman as root';
	return [{id: 'sudo', state: 'ok', said}];
};

const home = (answers: Answers, {user}: DoctorInput): readonly Check[] => {
	const [word, owner, ...rest] = answers.one('home')?.split(' ') ?? [];
	if (word === undefined) return [];
	const folder = rest.join(' ');
	const problem = new Map([
		['missing', `the home folder ${folder} does not exist`],
		[
			'closed',
			`the home folder ${folder} is not writable: it is mounted read-only, or its permissions forbid it`,
		],
		['foreign', `the home folder ${folder} belongs to ${owner}`],
	]).get(word);
	if (problem === undefined) return [{id: 'home', state: 'ok', said: `the home folder is ${folder}`}];
	// The state folder may be elsewhere.
	if (answers.one('state')?.startsWith('writable ')) return [{id: 'home', state: 'note', said: problem}];
	const mend = `Fix it, or set XDG_STATE_HOME to a folder that ${user ?? 'you'} can write to, with SetEnv in the worker’s sshd_config.`;
	return [{id: 'home', state: 'failed', said: problem, mend}];
};
