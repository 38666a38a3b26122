import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import type {Home} from '../driver/ingot.ts';
import {until} from '../driver/until.ts';

const bundle = path.resolve(import.meta.dirname, '../../dist/ingot.js');

/** The most memory that a process has had, MB. */
export const peakOf = (pid: number): number => {
	try {
		return Number(/^VmHWM:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
	} catch {
		return 0;
	}
};

/** Runs a command to its end, and tells the most memory that it has had, MB. */
export const runWatched = async (home: Home, ...argv: readonly string[]) => {
	const child: ChildProcess = spawn(process.execPath, [bundle, '--config', home.config, ...argv], {
		env: {...process.env, ...home.env, HOME: home.folder},
	});
	onTestFinished(() => void child.kill('SIGKILL'));
	let said = '';
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (said += String(chunk)));
	const closed = once(child, 'close');
	let peak = 0;
	await until(
		() => {
			peak = Math.max(peak, peakOf(child.pid ?? 0));
			return child.exitCode !== null || child.signalCode !== null;
		},
		{what: 'its end', timeoutMs: 240_000, seen: () => said},
	);
	// Its last words may be read after its end.
	await closed;
	return {code: child.exitCode, said, peak};
};
