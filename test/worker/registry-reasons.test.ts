import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'registry-reasons-'));
	copyFileSync(scriptPath('registry-reasons'), path.join(folder, 'registry-reasons.sh'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** As steps/step-prelude.sh and snapshot-parts.sh have them. */
const around = `refuse() { printf '%s' "$2"; exit "$1"; }
was_killed() { [ "$1" -ge 128 ]; }
mib() { echo "$1 KiB"; }
free_kib() { echo 7; }
temporary_root() { echo /var/tmp; }
silence_seconds=300
`;

/** What Podman 4.3 and 5.4 print → what people read. */
const rows: readonly {of: string; said: string; code?: number; login?: string; why: RegExp}[] = [
	{
		of: 'a wrong password',
		said: 'Error: checking whether a blob sha256:ab exists in 10.0.0.5:5000/web: authentication required',
		login: '--authfile=auth.json',
		why: /^The registry hub:5000 does not accept this user name and password\. Check/u,
	},
	{
		of: 'no login',
		said: 'Error: initializing source docker://hub:5000/web:1: unable to retrieve auth token: invalid username/password: unauthorized: authentication required',
		why: /^The registry hub:5000 wants a login .*podman login hub:5000/u,
	},
	{
		of: 'no permission',
		said: 'Error: writing manifest: uploading manifest 1 to hub:5000/web: denied: requested access to the resource is denied',
		why: /does not allow this login/u,
	},
	{
		of: 'an unknown authority',
		said: 'Error: initializing source docker://hub:5000/web:1: pinging container registry hub:5000: Get "https://hub:5000/v2/": x509: certificate signed by unknown authority',
		why: /does not trust the certificate .* \/etc\/containers\/certs\.d\/hub:5000\/ca\.crt/u,
	},
	{
		of: 'a certificate for another name',
		said: 'Error: pinging container registry hub:5000: Get "https://hub:5000/v2/": x509: certificate is valid for other, not hub',
		why: /is for another name: certificate is valid for other, not hub\./u,
	},
	{
		of: 'an expired certificate',
		said: 'Error: pinging container registry hub:5000: Get "https://hub:5000/v2/": x509: certificate has expired or is not yet valid: current time 2026',
		why: /has expired, or the clock/u,
	},
	{
		of: 'plain HTTP',
		said: 'Error: pinging container registry hub:5000: Get "https://hub:5000/v2/": http: server gave HTTP response to HTTPS client',
		why: /has no TLS\. .*insecure = true for location = "hub:5000"/u,
	},
	{
		of: 'a closed port',
		said: 'Error: pinging container registry hub:5000: Get "https://hub:5000/v2/": dial tcp 10.0.0.5:5000: connect: connection refused',
		why: /cannot be reached from the worker: connection refused\. Check/u,
	},
	{
		of: 'an unknown host',
		said: 'Error: pinging container registry hub:5000: Get "https://hub:5000/v2/": dial tcp: lookup hub: no such host',
		why: /cannot be reached from the worker: no such host\./u,
	},
	{of: 'no answer in time', said: '', code: 124, why: /does not answer/u},
	{
		of: 'a broken connection',
		said: 'Error: writing blob: Patch "http://hub:5000/v2/web/blobs/uploads/1": EOF',
		why: /^The connection to the registry hub:5000 broke/u,
	},
	{
		of: 'a connection that is cut while a layer is sent',
		said: 'Error: writing blob: Patch "http://hub:5000/v2/web/blobs/uploads/1": write tcp 10.0.0.2:34374->10.0.0.1:5000: use of closed network connection',
		why: /^The connection to the registry hub:5000 broke\. Check the registry and try again/u,
	},
	{
		of: 'a damaged layer',
		said: 'Error: writing blob: storing blob to file "/var/tmp/ingot-1/temporary/storage1/1": happened during read: Digest did not match, expected sha256:0ddd, got sha256:594d',
		why: /^The image was damaged on its way: what has arrived has another digest\. Check the network to the registry hub:5000 and try again\.$/u,
	},
	{
		of: 'a full disk of the registry',
		said: 'Error: writing blob: uploading layer chunked: received unexpected HTTP status: 500 Internal Server Error',
		why: /^The registry hub:5000 failed: .*500.*Its disk may be full/u,
	},
	{
		of: 'a full disk of the worker',
		said: 'Error: writing blob: storing blob to file "/var/tmp/storage1/1": write /var/tmp/storage1/1: no space left on device',
		why: /^The disk is full: 7 KiB are free in \/var\/tmp/u,
	},
	{of: 'a killed Podman', said: '', code: 137, why: /^Podman was killed/u},
	{
		of: 'anything else',
		said: 'Error: something new',
		why: /^Podman could not do it: something new\. Try again; the log of the registry may say more\.$/u,
	},
];

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	test.each(rows)('$of is explained in words', ({said, code = 125, login = '', why}) => {
		writeFileSync(
			path.join(folder, 'said'),
			`Getting image source signatures\n${said}\n`.replace(/\n\n$/u, '\n'),
		);
		const script = `${around}. ./registry-reasons.sh; login='${login}'; explain ${code} hub:5000`;
		const {stdout, status} = spawnSync(
			shells[shell],
			shell === 'busybox' ? ['sh', '-uc', script] : ['-uc', script],
			{
				cwd: folder,
				encoding: 'utf8',
			},
		);
		expect(stdout).toMatch(why);
		expect(status).toBe(1);
	});
});
