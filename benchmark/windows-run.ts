import {spawn} from 'node:child_process';
import type {Home} from '../test/driver/ingot.ts';

const bundle = new URL('../dist/ingot.js', import.meta.url).pathname;

export type Event = {readonly at: string; readonly step: string; readonly kind: string};

/** `ingot …`, followed to its end; its events, which carry the worker's clock: that of this machine. */
export const ingot = (
	home: Home,
	argv: readonly string[],
	onStep: (step: string) => void = () => {},
): Promise<readonly Event[]> =>
	new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [bundle, '--config', home.config, ...argv, '--json'], {
			env: {...process.env, ...home.env},
		});
		let said = '';
		let errors = '';
		child.stdout.on('data', chunk => {
			said += chunk;
			const [, step] =
				/"step":"(\w+)","kind":"step-started"/u.exec(String(chunk).trim().split('\n').at(-1) ?? '') ?? [];
			if (step !== undefined) onStep(step);
		});
		child.stderr.on('data', chunk => {
			errors += chunk;
		});
		child.on('close', code => {
			if (code !== 0) reject(new Error(`ingot ${argv.join(' ')}: ${errors}${said}`));
			else
				resolve(
					said
						.trim()
						.split('\n')
						.map(line => JSON.parse(line) as Event),
				);
		});
	});
export const at = (events: readonly Event[], kind: string, step = ''): number =>
	Date.parse(events.find(each => each.kind === kind && each.step === step)?.at ?? '');
export const stepMs = (events: readonly Event[], step: string): number =>
	at(events, 'step-ended', step) - at(events, 'step-started', step);

export const timed = async (act: () => Promise<unknown>): Promise<number> => {
	const begun = performance.now();
	await act();
	return performance.now() - begun;
};
