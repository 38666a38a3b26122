import type {Row} from './fidelity-row.ts';

const inside = `
cd /home/dev; echo made >made; chown 7:8 made; echo s >suid; chown 1000:0 suid; chmod 6755 suid; mkdir sticky; chmod 3777 sticky
ln made made2; ln -s made link; chown -h 33:44 link; mkfifo pipe; rm notes.txt; rm -r /usr/lib/node`;
const restart = {methods: ['restart'], isRootless: true} as const;

/** Containers of an ordinary user, who cannot freeze them where cgroups are of the first version. */
export const rootlessRows: readonly Row[] = [
	{name: 'rootless', inside, ...restart},
	{
		name: 'rootless, its own user kept',
		options: '--userns keep-id',
		inside,
		isMapped: true,
		...restart,
	},
	{
		name: 'rootless, a user kept as root',
		options: '--userns keep-id --user 0',
		inside,
		isMapped: true,
		...restart,
	},
	{
		name: 'rootless, secret in a variable',
		before: 'printf hunter-2 | podman secret create db -',
		options: '--secret db,type=env,target=DB_LOGIN',
		after: 'podman secret rm db',
		differs: ['DevBox: Env without DB_LOGIN'],
		...restart,
	},
];
