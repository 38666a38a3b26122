import {afterAll, beforeAll, expect, test} from 'vitest';
import {labels} from '../../source/model/labels.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {methods, outcomeOf, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

let lab: Lab;
let on: SnapshotLab;
beforeAll(async () => {
	lab = await holdLab({name: `jobs${process.pid}`, workers: 1, user: 'alice'});
	on = await snapshotLab(lab);
});
afterAll(async () => {
	on?.remote.close();
	await lab?.release();
});

type Config = Record<string, unknown> & {Env?: string[]; Labels?: Record<string, string>};
const configOf = async (image: string): Promise<Config> => {
	const config = JSON.parse(
		await on.sh(`podman image inspect --format '{{json .Config}}' ${image}`),
	) as Config;
	return {...config, Env: config.Env?.toSorted() ?? []};
};
const layersOf = (image: string) => on.sh(`podman image inspect --format '{{json .RootFS.Layers}}' ${image}`);
const withoutLabels = ({Labels: _, ...config}: Config) => config;

/** Every kind of thing that a layer can hold. */
const tune = `
cd /home/dev; echo made >made.txt; rm notes.txt; rm -r /usr/lib/node
mkdir -p deep/er; chmod 3775 deep; echo x >deep/er/hard; ln deep/er/hard hard2; ln -s made.txt link; ln -s /nowhere dangling
mkfifo pipe; chmod 4755 made.txt; chown 1234:5678 hard2; touch -d '2001-02-03 04:05:06' link2; ln made.txt 'a "b" $(c) é'
printf 'a\\tb\\n' >"$(printf 'new\\nline')"; truncate -s 5M sparse; : >empty; chmod 000 empty
rm -r /data; mkdir /data; echo new >/data/new; mv /tmp /tmp2; mkdir -m 1777 /tmp
seq 1 300 | while read -r n; do echo $n >deep/$n; done`;

const box = (
	name: string,
	options: string,
	command = `sh -c 'trap exit TERM; while :; do sleep 3600 & wait; done'`,
) =>
	on.sh(`podman run -d --quiet --name ${name} --network none --stop-timeout 1 --label ${labels.launchedBy}=alice ${options} \\
		localhost/node-base:22 ${command} >/dev/null`);

test('both methods give the tree and the configuration of a bare commit', async () => {
	await box('tuned', '--user 0');
	await on.sh(`podman exec -i tuned sh -c "$(cat <<'END'
${tune}
END
)"`);
	const merged = '$(podman container inspect --format "{{.GraphDriver.Data.MergedDir}}" tuned)';
	await on.sh(`setcap cap_net_raw+ep ${merged}/home/dev/sparse`);
	await on.sh('podman commit --quiet --pause=true tuned localhost/bare:tuned');
	for (const method of methods) {
		expect(outcomeOf(await on.snapshot('tuned', {tag: method, method}))).toMatch(/^done/u);
		expect(await layersOf(`localhost/made:${method}`)).toBe(await layersOf('localhost/bare:tuned'));
		expect(withoutLabels(await configOf(`localhost/made:${method}`))).toEqual(
			withoutLabels(await configOf('localhost/bare:tuned')),
		);
		expect(await on.sh(`podman inspect --format '{{.State.Status}}' tuned`)).toBe('running');
		const said = await on.sh(`podman run --rm --network none localhost/made:${method} sh -c '
			cat /home/dev/made.txt; ls /home/dev/notes.txt /usr/lib/node 2>&1 | grep -c "No such"; stat -c %h /home/dev/hard2'`);
		expect(said).toBe('made\n2\n2');
	}
});

/** A folder's name too. */
const hostile = `it's "q" $(id) \`x\` \\n \\\\ é😀  two`;
const word = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

test.each([
	['plain', ''],
	[
		'with values that a shell would run',
		`--env ${word(`A=${hostile}`)} --env ${word('NL=a\nb\n')} --env EMPTY= --label ${word(`odd=${hostile}`)} --label ${word('n=a\nb')}`,
	],
	['with user and working directory', `--user 1000:1000 --workdir ${word(`/home/dev/${hostile}`)}`],
	['with an entrypoint', `--entrypoint '["/bin/sh","-c"]'`],
	['with ports', '--expose 9000-9002 --expose 53/udp'],
	[
		'with volumes',
		'--volume /anon --volume named:/named --tmpfs /scratch --mount type=bind,src=/srv,dst=/mnt/h',
	],
	[
		'with a stop signal and a health check',
		`--stop-signal SIGUSR1 --health-cmd 'echo ok || exit 1' --health-interval 33s`,
	],
	['with a hostname and limits', '--hostname other --memory 100m --cap-add NET_ADMIN'],
	['privileged and with devices', '--privileged --device /dev/null:/dev/other --restart always'],
])('a DevBox %s has the same configuration in the image as after a bare commit', async (what, options) => {
	if (options.includes('--workdir'))
		await on.sh(
			`podman run --name dirs localhost/node-base:22 mkdir ${word(`/home/dev/${hostile}`)} && podman commit --quiet --pause=false dirs localhost/node-base:22 && podman rm dirs`,
		);
	const name = `c${what.replaceAll(/\W/gu, '')}`.slice(0, 30);
	await box(
		name,
		options,
		options.includes('--entrypoint')
			? `${word('trap exit TERM; while :; do sleep 3600 & wait; done')} 'a  b' ''`
			: undefined,
	);
	await on.sh(`podman commit --quiet --pause=true ${name} localhost/bare:c`);
	const bare = await configOf('localhost/bare:c');
	const volumes = await on.sh('podman volume ls --quiet');
	for (const method of methods) {
		expect(outcomeOf(await on.snapshot(name, {tag: method, method, overwrite: true}))).toMatch(/^done/u);
		const made = await configOf(`localhost/made:${method}`);
		expect(withoutLabels(made)).toEqual(withoutLabels(bare));
		expect(made.Labels).toMatchObject({...bare.Labels, ...ours(made)});
	}
	expect(await on.sh('podman volume ls --quiet')).toBe(volumes);
	await on.sh(`podman rm --force --time 0 ${name}`);
});

const ours = (config: Config) =>
	Object.fromEntries(Object.values(labels).map(key => [key, config.Labels?.[key] ?? '(none)']));

test('the image has the labels of the table, exactly', async () => {
	const source = await on.look('api');
	const planned = on.plan(source, {
		name: 'labelled',
		tag: 'T_1.x',
		capabilities: ['custom:tax "prep" $(id) é'],
	});
	expect(outcomeOf(await on.run(planned))).toMatch(/^done/u);
	const {Labels} = await configOf('localhost/labelled:T_1.x');
	expect(Labels).toMatchObject({
		'io.clustercode.managed': 'true',
		'io.clustercode.os': 'linux',
		'io.clustercode.owner': 'alice',
		'io.clustercode.source': 'DevBox-commit',
		'io.clustercode.capabilities': 'git,node,custom:erp,custom:tax "prep" $(id) é',
		'io.clustercode.launched-by': '',
		'io.clustercode.cloud-worker': '',
		'org.opencontainers.image.title': 'labelled',
		'org.opencontainers.image.version': 'T_1.x',
		'org.opencontainers.image.base.name': 'localhost/node-base:22',
		'org.opencontainers.image.base.digest': source.devbox.imageDigest,
	});
	expect(Labels?.['org.opencontainers.image.created']).toMatch(/^\d{4}-\d\d-\d\dT/u);
});

test.each(['"', '"x"', '""x""', `'x'`, '\\', 'a\\"b', '$HOME $X $(id) `id`', 'a=b=c', '  lead', 'é😀'])(
	'an owner called %j stands in the label as it is',
	async user => {
		await on.sh(
			`podman run -d --quiet --name odd --network none ${word(`--label=${labels.launchedBy}=${user}`)} localhost/devbase:1 sleep 1000`,
		);
		try {
			const source = await on.look('odd');
			const {planSnapshot} = await import('../../source/jobs/create-image.ts');
			const draft = {name: 'odd', tag: '', capabilities: [], overwrite: true, method: 'auto'} as const;
			const planned = planSnapshot(source, draft, {
				account: {user, plan: 'pro', role: 'owner'},
				host: 'h',
				ingot: '1',
			});
			expect(outcomeOf(await on.run(planned))).toMatch(/^done/u);
			expect((await configOf('localhost/odd:latest')).Labels?.[labels.owner]).toBe(user);
		} finally {
			await on.sh('podman rm --force --time 0 odd');
		}
	},
);
