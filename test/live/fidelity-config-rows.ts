import {build, everything, hostile} from './fidelity-images.ts';
import {idle, type Row, word} from './fidelity-row.ts';

const all = ['staging', 'pause', 'restart'] as const;

const checked = build('localhost/checked:1', ['HEALTHCHECK --interval=41s CMD test -e /etc/passwd']);

const docker = ['commit: Healthcheck none →', 'commit: OnBuild none →', 'commit: Shell none →'];
const health = ['commit: Healthcheck none →'];
const signal = ['commit: StopSignal none →'];

/** What podman run says of the process, its variables and its labels. */
export const configRows: readonly Row[] = [
	{name: 'plain', methods: all},
	{
		name: 'user by number, odd working directory',
		options: `--user 1000:1000 --workdir ${word(`/srv/${hostile}`)}`,
		before: `${build('localhost/odd:1', [], 'oci')}
podman run --name dirs localhost/odd:1 mkdir -p ${word(`/srv/${hostile}`)}
podman commit --quiet --pause=false dirs localhost/odd:1 >/dev/null; podman rm dirs >/dev/null`,
		image: 'localhost/odd:1',
	},
	{name: 'user by name', options: '--user dev'},
	{name: 'user by name and group', options: '--user dev:0 --group-add 5000'},
	{
		name: 'entrypoint as JSON',
		options: `--entrypoint '["/bin/sh","-c"]'`,
		command: `${word(idle)} 'a  b' ''`,
	},
	{name: 'entrypoint of one word', options: '--entrypoint /bin/sh', command: `-c ${word(idle)}`},
	{
		name: 'entrypoint cleared',
		before: everything,
		image: 'localhost/everything:1',
		options: `--entrypoint ''`,
		command: `sh -c ${word(idle.replace('TERM', 'USR1'))}`,
		methods: all,
		differs: [...docker, 'commit: Entrypoint [""] → none'],
	},
	{
		name: "image's entrypoint, own command",
		before: everything,
		image: 'localhost/everything:1',
		command: `'other  words' ''`,
		differs: docker,
	},
	{
		name: 'docker format with everything',
		before: everything,
		image: 'localhost/everything:1',
		command: '',
		methods: all,
		differs: docker,
	},
	{
		name: 'everything, own health check',
		before: everything,
		image: 'localhost/everything:1',
		command: '',
		options: `--health-cmd 'echo ok || exit 1' --health-interval 33s`,
		differs: [...docker, 'DevBox: Healthcheck', 'launched: Healthcheck'],
	},
	{
		name: 'image with a command only',
		before: build('localhost/command:1', [`CMD ["sh","-c","${idle}"]`], 'oci'),
		image: 'localhost/command:1',
		command: '',
	},
	{
		name: 'command in shell form',
		before: build('localhost/shellform:1', [`CMD ${idle}`], 'oci'),
		image: 'localhost/shellform:1',
		command: '',
	},
	{
		name: 'own health check',
		options: `--health-cmd 'echo "a" || exit 1' --health-interval 33s --health-timeout 4s --health-retries 9 --health-start-period 2s`,
		methods: all,
		differs: health,
	},
	{
		name: 'own health check of words',
		options: `--health-cmd '["test","-e","/a  b"]'`,
		inside: ': >"/a  b"',
		differs: health,
	},
	{name: 'health check of the image', before: checked, image: 'localhost/checked:1', differs: health},
	{
		name: 'health check changed',
		before: checked,
		image: 'localhost/checked:1',
		options: '--health-cmd true',
		differs: health,
	},
	{
		name: 'health check switched off',
		before: checked,
		image: 'localhost/checked:1',
		options: '--no-healthcheck',
		differs: health,
	},
	{
		name: 'stop signal',
		options: '--stop-signal SIGUSR1',
		command: `sh -c ${word(idle.replace('TERM', 'USR1'))}`,
		methods: all,
		differs: signal,
	},
	{
		name: 'real-time stop signal',
		options: '--stop-signal RTMIN+3',
		command: `sh -c ${word(idle.replace('TERM', '37'))}`,
		differs: signal,
	},
];
