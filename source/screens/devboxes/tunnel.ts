import {sshCommand} from '../../model/ssh-command.ts';
import type {Worker} from '../../model/worker.ts';

/** More would fill the panel: a DevBox can publish thousands. */
const maxPorts = 4;
/** Below this, listening here needs root. */
const firstFree = 1024;

/**
 * The command that makes a DevBox's TCP ports reachable on this machine: `ssh -N -L 8080:localhost:8080 forge-1`.
 *
 * @param ports published on the worker: `tcp/8080` @returns '' without such a port, or if the worker is this machine
 */
export const tunnelCommand = (ports: readonly string[], worker: Worker | undefined): string => {
	const numbers = tcpPorts(ports, maxPorts);
	if (worker?.ssh === undefined || numbers.length === 0) return '';
	return sshCommand(worker, ['-N', ...numbers.flatMap(port => ['-L', `${here(port)}:localhost:${port}`])]);
};

/** Where the first TCP port answers if the worker is this machine: `http://localhost:8080`; '' otherwise. */
export const urlOf = (ports: readonly string[], worker: Worker | undefined): string => {
	const [first] = tcpPorts(ports, 1);
	return worker === undefined || worker.ssh !== undefined || first === undefined
		? ''
		: `http://localhost:${first}`;
};

/** The first so many: a hostile worker can list hundreds of thousands, and this is asked with every frame. */
const tcpPorts = (ports: readonly string[], max: number): readonly number[] => {
	const found: number[] = [];
	for (const port of ports) {
		const number = port.startsWith('tcp/') ? Number(port.slice(4)) : 0;
		if (number > 0) found.push(number);
		if (found.length === max) break;
	}
	return found;
};

const here = (port: number): number => (port < firstFree ? port + 8000 : port);
