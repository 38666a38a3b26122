import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {Home} from '../../test/driver/ingot.ts';
import type {Lab} from '../../test/lab/lab.ts';
import type {Simulated} from './simulator.ts';

export type SimulatedHome = {
	readonly home: Home;
	readonly sshConfig: string;
	readonly names: readonly string[];
};

/** The simulator's process, which answers as a worker of the lab did. */
export class SimulatedFleet {
	readonly #child: ChildProcess;
	readonly #lab: Lab;
	#said: Simulated | undefined;

	private constructor(lab: Lab, child: ChildProcess) {
		this.#lab = lab;
		this.#child = child;
	}

	static async start(lab: Lab): Promise<SimulatedFleet> {
		const ssh = ['ssh', '-F', lab.sshConfig, `${lab.name}-1`];
		const child = fork(path.join(import.meta.dirname, 'simulator.ts'), ssh, {execArgv: []});
		const fleet = new SimulatedFleet(lab, child);
		[fleet.#said] = (await once(child, 'message')) as [Simulated];
		return fleet;
	}

	get pid(): number | undefined {
		return this.#child.pid;
	}

	/** Turns events on or off. @returns what the simulator says of itself */
	async ask(events: boolean): Promise<Simulated> {
		const said = once(this.#child, 'message');
		this.#child.send({events});
		return (await said)[0] as Simulated;
	}

	/** A home whose config has so many simulated workers, each with an address of its own. */
	homeOf(workers: number): SimulatedHome {
		const home = new Home();
		const {port, hostKey} = this.#said ?? {};
		const known = path.join(home.folder, 'known_hosts');
		const sshConfig = path.join(home.folder, 'ssh_config');
		writeFileSync(known, `[127.1.*]:${port} ${hostKey}\n`);
		const lines = [`Port ${port}`, 'User root', `IdentityFile ${this.#lab.folder}/key`, 'IdentitiesOnly yes'];
		const hostKeys = [
			`UserKnownHostsFile ${known}`,
			'GlobalKnownHostsFile /dev/null',
			'StrictHostKeyChecking yes',
		];
		writeFileSync(sshConfig, `Host 127.1.*\n${[...lines, ...hostKeys].map(line => `\t${line}\n`).join('')}`);
		const numbers = Array.from({length: workers}, (_, index) => index);
		const fleet = numbers.map(index => ({
			name: `sim-${String(index + 1).padStart(4, '0')}`,
			ssh: `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}`,
		}));
		const account = {user: 'alice', plan: 'pro', role: 'member'};
		writeFileSync(home.config, JSON.stringify({account, sshConfig, workers: fleet}));
		return {home, sshConfig, names: fleet.map(each => each.name)};
	}

	async stop(): Promise<void> {
		const gone = once(this.#child, 'exit');
		this.#child.disconnect();
		await gone;
	}
}
