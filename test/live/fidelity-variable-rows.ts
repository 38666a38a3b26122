import {build, everything, hostile} from './fidelity-images.ts';
import {idle, type Row, word} from './fidelity-row.ts';

const all = ['staging', 'pause', 'restart'] as const;
const docker = ['commit: Healthcheck none →', 'commit: OnBuild none →', 'commit: Shell none →'];
const withVariables = build('localhost/variables:1', ['ENV A=1 B=2 C=3', `CMD ["sh","-c","${idle}"]`], 'oci');

/** Variables and labels, and which of them stay behind. */
export const variableRows: readonly Row[] = [
	{
		name: 'variables that a shell would run',
		options: [
			`A=${hostile}`,
			'NL=a\nb\n',
			'EMPTY=',
			'npm.config=x y',
			'ünï=ö',
			'EQ=a=b=',
			'HASH=#x',
			'LC_ALL=C.UTF-8',
			'PATH=/bin:/opt/odd bin',
		]
			.map(each => `--env ${word(each)}`)
			.join(' '),
	},
	{
		name: "image's variables changed and unset",
		before: withVariables,
		image: 'localhost/variables:1',
		command: '',
		options: '--env B=two --unsetenv C',
		differs: ['commit: Env without C'],
	},
	{
		name: 'secret in a variable',
		before: 'printf hunter-2 | podman secret create db -',
		options: '--secret db,type=env,target=DB_LOGIN',
		after: 'podman secret rm db',
		methods: all,
		differs: ['DevBox: Env without DB_LOGIN'],
	},
	{
		name: 'secret in a file',
		before: 'printf hunter-2 | podman secret create file -',
		options: '--secret file',
		after: 'podman secret rm file',
	},
	{
		name: 'variables that look like secrets',
		options: '--env API_TOKEN=hunter-2 --env PLAIN=kept',
		differs: ['DevBox: Env without API_TOKEN', 'commit: Env without API_TOKEN'],
	},
	{
		name: "secret in place of the image's",
		before: build('localhost/tokens:1', ['ENV API_TOKEN=of-image', `CMD ["sh","-c","${idle}"]`], 'oci'),
		image: 'localhost/tokens:1',
		command: '',
		options: '--env API_TOKEN=hunter-2',
		differs: [
			'staging only: DevBox: Env changes API_TOKEN',
			'staging only: commit: Env changes API_TOKEN',
			'pause only: DevBox: Env without API_TOKEN',
			'pause only: commit: Env without API_TOKEN',
		],
	},
	{
		name: 'ONBUILD, a secret and a variable unset',
		before: everything,
		image: 'localhost/everything:1',
		command: '',
		options: '--env API_TOKEN=hunter-2 --unsetenv FROM_IMAGE',
		differs: [
			...docker,
			'staging only: DevBox: Env without API_TOKEN',
			'staging only: commit: Env without API_TOKEN',
			'pause only: DevBox: Env changes API_TOKEN',
			'pause only: commit: Env changes API_TOKEN',
			'DevBox: Env with FROM_IMAGE',
			'commit: Env changes FROM_IMAGE',
		],
	},
	{
		name: 'labels that a shell would run',
		options: [
			`odd=${hostile}`,
			'nl=a\nb',
			'eq=a=b=',
			'empty=',
			'ünï=ö',
			'quote"d=x',
			'dotted.name/with=1',
			'nul=\\0',
			'lead=  x ',
		]
			.map(each => `--label ${word(each)}`)
			.join(' '),
	},
];
