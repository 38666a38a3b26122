import type {Answers, Check, DoctorInput} from './doctor.ts';

/** What our scripts run in: login shell, sudo, and the home folder. */
export const readShell = (answers: Answers, input: DoctorInput): readonly Check[] => [
	shell(answers, input),
	...sudo(answers, input),
	...home(answers, input),
];

/** Nobody reads more of what it prints. */
const maxLetters = 200;

/** Any login shell will do; one that prints only costs time. */
const shell = (answers: Answers, {noise}: DoctorInput): Check => {
	const name = answers.one('shell') || 'unknown';
	if (noise === undefined || noise.bytes === 0)
		return {id: 'shell', state: 'ok', said: `login shell ${name}`};
	const first = (noise.text.trim().split('\n', 1)[0] ?? '').slice(0, maxLetters);
	return {
		id: 'shell',
		state: 'note',
		said: `login shell ${name} prints ${noise.bytes} bytes on every command, which are dropped: “${first}”`,
		mend: 'Let it print only where there is a terminal: [ -t 1 ] in .bashrc, `status is-interactive` in config.fish.',
	};
};

const sudo = (answers: Answers, {sudo: isUsed, user}: DoctorInput): readonly Check[] => {
	if (isUsed)
		return [{id: 'sudo', state: 'ok', said: `sudo lets ${user ?? 'you'} be root without a password`}];
	if (answers.one('sudo-podman') !== 'yes') return [];
	const said = 'not used, but it would work here: with sudo: true in the config Podman runs as root';
	return [{id: 'sudo', state: 'ok', said}];
};

const home = (answers: Answers, {user}: DoctorInput): readonly Check[] => {
	const [word, owner, ...rest] = answers.one('home')?.split(' ') ?? [];
	if (word === undefined) return [];
	const folder = rest.join(' ');
	const problem = new Map([
		['missing', `its home folder ${folder} does not exist`],
		[
			'closed',
			`its home folder ${folder} cannot be written: it is mounted read-only, or its mode forbids it`,
		],
		['foreign', `its home folder ${folder} belongs to ${owner}`],
	]).get(word);
	if (problem === undefined) return [{id: 'home', state: 'ok', said: `its home folder is ${folder}`}];
	// What Ingot keeps may lie elsewhere.
	if (answers.one('state')?.startsWith('writable ')) return [{id: 'home', state: 'note', said: problem}];
	const mend = `Mend that, or let sshd there set XDG_STATE_HOME to a folder that ${user ?? 'you'} can write: SetEnv in sshd_config.`;
	return [{id: 'home', state: 'failed', said: problem, mend}];
};
