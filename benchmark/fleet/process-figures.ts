import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync, readlinkSync} from 'node:fs';

/** Linux counts CPU time in these. */
const tickMs = 10;
const established = '01';

/** CPU time of a process in ms: its own, and that of its children that have ended. */
export const cpuOf = (pid: number): {readonly own: number; readonly children: number} => {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	// The name before may contain spaces; utime is the twelfth field after it.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const sum = (first: number) => (Number(fields[first]) + Number(fields[first + 1])) * tickMs;
	return {own: sum(11), children: sum(13)};
};

/** Resident memory of a process, MB. */
export const memoryOf = (pid: number): number => {
	const kib = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
	return (Number(kib) * 1024) / 1e6;
};

/** How many TCP connections a process has open. */
export const connectionsOf = (pid: number): number => {
	const open = new Set(
		readFileSync(`/proc/${pid}/net/tcp`, 'utf8')
			.split('\n')
			.map(line => line.trim().split(/\s+/u))
			.filter(fields => fields[3] === established)
			.map(fields => `socket:[${fields[9]}]`),
	);
	return readdirSync(`/proc/${pid}/fd`).filter(each => open.has(linkOf(`/proc/${pid}/fd/${each}`))).length;
};

const linkOf = (file: string): string => {
	try {
		return readlinkSync(file);
	} catch {
		// Closed meanwhile.
		return '';
	}
};

/** Keeps all threads of a process, and what it starts from now on, on one core. */
export const keepOnCore = (pid: number | undefined, core: number): void => {
	execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)], {
		stdio: 'ignore',
	});
};
