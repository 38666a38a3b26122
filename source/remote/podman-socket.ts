import type {Duplex} from 'node:stream';
import {Failure} from '../model/failure.ts';
import type {Worker} from '../model/worker.ts';
import {runScript} from './run-script.ts';
import type {Transport} from './transport.ts';

/**
 * Where the sockets may be, and starts a service of our own where none is listening. Ours lies in a folder that only this
 * user can enter, ends by itself after ten idle minutes, and is taken again by the next connection.
 */
const findScript = `
command -v podman >/dev/null 2>&1 || { echo absent; exit 0; }
uid=$(id -u)
if [ "$uid" = 0 ]; then usual=/run/podman/podman.sock; else usual=\${XDG_RUNTIME_DIR:-/run/user/$uid}/podman/podman.sock; fi
echo "usual $usual"
`;

const startScript = `
uid=$(id -u)
for base in "\${XDG_RUNTIME_DIR:-}" "/run/user/$uid" "\${TMPDIR:-/tmp}"; do
	[ -n "$base" ] && [ -d "$base" ] && [ -w "$base" ] && break
done
folder=$base/ingot-$uid
mkdir -m 700 "$folder" 2>/dev/null
# Somebody else may have made it first: only a real folder of our own will do.
if [ -L "$folder" ] || [ ! -d "$folder" ] || [ ! -O "$folder" ]; then folder=$(mktemp -d "$base/ingot-$uid.XXXXXX") || exit 1; fi
chmod 700 "$folder"
socket=$folder/podman.sock
if [ "\${1:-}" != again ]; then
	if command -v setsid >/dev/null 2>&1; then
		setsid podman system service --time=600 "unix://$socket" </dev/null >/dev/null 2>"$folder/service.log" &
	else
		nohup podman system service --time=600 "unix://$socket" </dev/null >/dev/null 2>"$folder/service.log" &
	fi
fi
echo "ours $socket"
`;

const readyMs = 6000;

/** Returns how to open streams to Podman's API. @throws Failure (unreachable) where there is no Podman */
export const findPodmanSocket = async (
	transport: Transport,
	worker: Worker,
): Promise<() => Promise<Duplex>> => {
	const opener = (path: string) => () => transport.openSocket(path);
	if (worker.socket !== undefined) {
		if (await answers(opener(worker.socket))) return opener(worker.socket);
		throw new Failure(`Nothing answers at ${worker.socket} on ${worker.name}.`, {
			kind: 'unreachable',
			hint: 'Mend socket: in the config file, or leave it out: the socket is then found by itself.',
		});
	}
	const found = await ask(transport, worker.name, findScript);
	if (found === 'absent') {
		throw new Failure(`Podman was not found on ${worker.name}.`, {
			kind: 'unreachable',
			hint: 'Install podman there, or put it into the PATH of non-interactive shells.',
		});
	}
	const usual = /^usual (\/.+)$/mu.exec(found)?.[1];
	if (usual !== undefined && (await answers(opener(usual)))) return opener(usual);
	return startService(transport, worker.name, opener);
};

const startService = async (
	transport: Transport,
	worker: string,
	opener: (path: string) => () => Promise<Duplex>,
): Promise<() => Promise<Duplex>> => {
	const before = /^ours (\/.+)$/mu.exec(await ask(transport, worker, `set -- again\n${startScript}`))?.[1];
	if (before !== undefined && (await answers(opener(before)))) return opener(before);
	const path = /^ours (\/.+)$/mu.exec(await ask(transport, worker, startScript))?.[1];
	for (const end = Date.now() + readyMs; path !== undefined && Date.now() < end; ) {
		if (await answers(opener(path))) return opener(path);
		await new Promise(resolve => setTimeout(resolve, 50));
	}
	throw new Failure(`Podman's API could not be started on ${worker}.`, {
		kind: 'unreachable',
		hint: 'Try `podman info` and `podman system service` there; they tell why.',
	});
};

const ask = async (transport: Transport, worker: string, script: string): Promise<string> => {
	const {stdout} = await runScript(transport, worker, {script});
	return stdout.trim();
};

const answers = async (open: () => Promise<Duplex>): Promise<boolean> => {
	try {
		const stream = await open();
		stream.destroy();
		return true;
	} catch {
		return false;
	}
};
