import path from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Lab} from '../test/lab/lab.ts';
import {imageScp} from './image-scp.ts';
import {inTurn, median, report, reportFigure, timeCommand} from './measure.ts';

const rounds = Number(process.env.ROUNDS ?? 3);
const megabytes = Number(process.env.MEGABYTES ?? 1024);
const ingot = path.join(path.dirname(fileURLToPath(import.meta.url)), '../dist/ingot.js');

const kept = 'LABEL io.clustercode.managed=true io.clustercode.os=linux io.clustercode.owner=alice';
/** An image with one large layer, and one on it with a small layer. */
const make = `mkdir -p /root/make && cd /root/make
	head -c ${megabytes * 1024 * 1024} /dev/urandom >large; head -c 100000 /dev/urandom >small
	printf '%s\\n' 'FROM localhost/devbase:1' '${kept}' 'COPY large /large' >one
	podman build -q --layers=false -f one -t localhost/large:1 .
	printf '%s\\n' 'FROM localhost/large:1' 'COPY small /small' >two
	podman build -q --layers=false -f two -t localhost/large:2 .
	rm -r /root/make`;

/** An image of 1 GiB whose layer is missing, and one of which only a small layer is, against the whole of it by hand. */
export const copy = async (lab: Lab): Promise<void> => {
	const [from, to] = [`${lab.name}-1`, `${lab.name}-2`];
	const sh = async (worker: string, script: string): Promise<void> => {
		const {code, stderr} = await lab.exec(worker, ['sh', '-euc', script], {timeoutMs: 600_000});
		if (code !== 0) throw new Error(stderr);
	};
	await sh(from, make);
	const forget = (tags: string) => sh(to, `podman rmi --ignore --force ${tags} >/dev/null`);
	const ssh = `ssh -F ${lab.sshConfig}`;
	const byHand = (tag: number) =>
		timeCommand([
			'sh',
			'-c',
			`${ssh} ${from} podman save --quiet localhost/large:${tag} | ${ssh} ${to} podman load --quiet`,
		]);
	const ours = (tag: number) =>
		timeCommand([
			process.execPath,
			ingot,
			'copy',
			`large:${tag}`,
			'-w',
			from,
			'--to',
			to,
			'--config',
			lab.configFile,
		]);
	const scp = imageScp(lab);
	const both = ['localhost/large:1', 'localhost/large:2'];
	const after = async (tags: string, run: () => Promise<number>): Promise<number> => {
		await forget(tags);
		return run();
	};
	const whole = await inTurn(
		rounds,
		() => after(both.join(' '), () => ours(1)),
		() => after(both.join(' '), () => byHand(1)),
	);
	const what = `copy of ${megabytes} MiB`;
	report(`${what} against save | ssh load`, {ours: whole.a, theirs: whole.b, p95: whole.p95, most: 0.9});
	const scps: number[] = [];
	for (let round = 0; round < rounds; round += 1)
		scps.push(await after(both.join(' '), () => scp.copy('localhost/large:1')));
	report(`${what} against podman image scp`, {ours: whole.a, theirs: median(scps), most: 0.9});
	scp.release();
	const top = await inTurn(
		rounds,
		() => after('localhost/large:2', () => ours(2)),
		() => after('localhost/large:2', () => byHand(2)),
	);
	report('copy of its next version', {ours: top.a, theirs: top.b, p95: top.p95, most: 0.9});
	reportFigure('copy of a layer of 100 kB', top.a);
};
