import {createHash, randomBytes} from 'node:crypto';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {Remote} from '../../source/remote/remote.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {addressOf, configOf, reach} from './remote-lab.ts';

const log = '/run/rekeying.log';
const sum = '/run/received.sum';
let lab: Lab;

/** An sshd that exchanges new keys after each MiB, and writes down when it does. */
const rekeyingSshd = async (cipher: string): Promise<Remote> => {
	const options = ['Port=2222', 'RekeyLimit=1M', 'LogLevel=DEBUG1', 'PidFile=/run/rekeying.pid'];
	const words = ['PermitRootLogin=prohibit-password', `Ciphers=${cipher}`, ...options].flatMap(each => [
		'-o',
		each,
	]);
	const run = await lab.exec('1', [
		'/usr/sbin/sshd',
		'-f',
		'/dev/null',
		'-h',
		'/run/sshd/host_key',
		'-E',
		log,
		...words,
	]);
	expect(run.code, run.stderr).toBe(0);
	const address = addressOf(lab, '1');
	const lines = [
		`HostName ${address}`,
		'Port 2222',
		'User root',
		`IdentityFile ${lab.folder}/key`,
		'IdentitiesOnly yes',
	];
	const known = [`UserKnownHostsFile ${lab.folder}/known_hosts`, `HostKeyAlias ${address}`];
	return reach(lab, 'rekeying', {sshConfig: configOf('rekeying', [...lines, ...known])});
};

/** The next one listens at the same port. */
const stop = `pid=$(cat /run/rekeying.pid); kill "$pid"; while [ -e "/proc/$pid" ]; do sleep 0.1; done; rm -f ${log} ${sum}`;

async function* pieces(all: Buffer): AsyncGenerator<Uint8Array> {
	// Of every size: a packet of SSH has 32 KiB at most.
	for (let at = 0, size = 1; at < all.length; at += size, size = (size * 3) % 1_000_003)
		yield all.subarray(at, Math.min(all.length, at + size));
}

beforeAll(async () => {
	lab = await holdLab({name: `stream${process.pid}`, workers: 1, user: 'alice'});
});

afterAll(async () => {
	await lab.release();
});

test.each([
	'aes128-gcm@openssh.com',
	'aes256-gcm@openssh.com',
	'aes256-ctr',
	'chacha20-poly1305@openssh.com',
])('24 MiB arrive unchanged with %s while the keys of the connection change', async cipher => {
	const remote = await rekeyingSshd(cipher);
	try {
		const all = randomBytes(24 * 1024 ** 2);
		const signal = AbortSignal.timeout(240_000);
		expect(await remote.send(`echo go; sha256sum >${sum}`, {bytes: pieces(all), signal})).toBe(0);
		const {stdout} = await remote.run(`cat ${sum}; grep -c 'SSH2_MSG_NEWKEYS received' ${log}`);
		const [received, exchanges] = stdout.split('\n');
		expect(received).toContain(createHash('sha256').update(all).digest('hex'));
		expect(Number(exchanges)).toBeGreaterThan(5);
	} finally {
		remote.close();
		await lab.exec('1', ['sh', '-c', stop]);
	}
});
