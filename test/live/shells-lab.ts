import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {expect} from 'vitest';
import type {Check} from '../../source/model/doctor.ts';
import type {Worker} from '../../source/model/worker.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {homeIn} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {addressOf, configOf, newHome, reach} from './remote-lab.ts';

/** Somebody who can log in to the worker, by the key of the lab. */
export type Person = {
	readonly shell: string;
	/** Root by another name, unless there is one. */
	readonly uid?: number;
	/** Files in the home folder, by name. */
	readonly files?: Readonly<Record<string, string>>;
	/** Lines of sshd_config that hold for this one. */
	readonly sshd?: readonly string[];
	/** What stands before the key in authorized_keys. */
	readonly key?: string;
	/** Of the config of Ingot. */
	readonly worker?: Partial<Worker>;
};

/** A worker of the lab with an sshd that lets many people in, each with a login shell and rc files of their own. */
export type ShellsLab = {
	readonly lab: Lab;
	/** Runs in the worker as root, past SSH; throws when it fails. */
	sh(script: string): Promise<string>;
	reach(person: string): Promise<Remote>;
	/** What `ingot doctor --json` says. */
	doctor(person: string): {code: number; of: (id: string) => Check | undefined; rows: readonly Check[]};
	/** Runs a command of Ingot with everybody as a worker. */
	ingot(...argv: readonly string[]): {code: number; stdout: string; stderr: string};
};

const packages = path.resolve(import.meta.dirname, '../lab/packages.sh');

/** @param setUp a script that makes what the people need, before sshd starts */
export const shellsLab = async (
	name: string,
	people: Readonly<Record<string, Person>>,
	setUp = '',
): Promise<ShellsLab> => {
	execFileSync('sh', [packages, 'shells'], {stdio: 'inherit'});
	const lab = await holdLab({name, workers: 1});
	const sh = async (script: string): Promise<string> => {
		const {code, stdout, stderr} = await lab.exec('1', ['sh', '-euc', script]);
		if (code !== 0) throw new Error(`${script}\n→ ${code}: ${stderr}${stdout}`);
		return stdout.trimEnd();
	};
	await sh(`${peopleScript(people)}\n${setUp}\n${sshdScript}`);
	const sshConfig = configOf('*', [
		`HostName ${addressOf(lab, '1')}`,
		'Port 2200',
		`IdentityFile ${lab.folder}/key`,
		'IdentitiesOnly yes',
		'StrictHostKeyChecking accept-new',
		`UserKnownHostsFile ${path.join(newHome(), 'known_hosts')}`,
		'GlobalKnownHostsFile /dev/null',
	]);
	const workers = Object.entries(people).map(([who, {worker}]) => ({
		name: who,
		ssh: `${who}@${who}`,
		...worker,
	}));
	const config = JSON.stringify({account: {user: 'alice', plan: 'pro', role: 'member'}, sshConfig, workers});
	const ingot = (...argv: readonly string[]) => homeIn(lab, undefined, () => config).run(...argv);
	return {
		lab,
		sh,
		ingot,
		reach: who => reach(lab, who, {sshConfig, worker: {ssh: `${who}@${who}`, ...people[who]?.worker}}),
		doctor: who => {
			const {code, stdout, stderr} = ingot('doctor', '-w', who, '--json');
			expect(stdout, stderr).not.toBe('');
			const lines = stdout.trim().split('\n');
			const rows = lines.map(line => JSON.parse(line) as Check);
			return {code, rows, of: id => rows.find(each => each.id === id)};
		},
	};
};

const here = (text: string, file: string): string => `cat >${file} <<'END'\n${text}\nEND`;

const peopleScript = (people: Readonly<Record<string, Person>>): string =>
	[
		'mkdir -p /run/people/homes /run/people/keys',
		'chmod 755 /run/people /run/people/homes /run/people/keys',
		'for file in passwd shadow; do cp /etc/$file /run/people/$file; mount --bind /run/people/$file /etc/$file; done',
		'read -r key </root/.ssh/authorized_keys',
		here('SHARED', '/run/people/sshd_config'),
		...Object.entries(people).flatMap(([who, person]) => personLines(who, person)),
	].join('\n');

const personLines = (
	who: string,
	{shell, uid = 0, files = {}, sshd = [], key = ''}: Person,
): readonly string[] => {
	const home = `/run/people/homes/${who}`;
	return [
		`echo '${who}:x:${uid}:${uid}::${home}:${shell}' >>/etc/passwd`,
		`echo '${who}:*:19000:0:99999:7:::' >>/etc/shadow`,
		`mkdir -p ${home}`,
		...Object.entries(files).flatMap(([file, text]) => [
			`mkdir -p "$(dirname ${home}/${file})"`,
			here(text, `${home}/${file}`),
		]),
		`chown -R ${uid}:${uid} ${home}`,
		here(key, `/run/people/keys/${who}`),
		`printf '%s%s\\n' "$(cat /run/people/keys/${who})" "$key" >/run/people/keys/${who}`,
		...(sshd.length === 0
			? []
			: [
					here([`Match User ${who}`, ...sshd].join('\n'), '/run/people/match'),
					'cat /run/people/match >>/run/people/sshd_config',
				]),
	];
};

/** What holds for all comes before what holds for one. */
const sshdScript = `
cat >/run/people/shared <<END
Port 2200
HostKey /run/sshd/host_key
UsePAM no
PermitRootLogin prohibit-password
StrictModes no
AuthorizedKeysFile /run/people/keys/%u
Subsystem sftp internal-sftp
AllowStreamLocalForwarding yes
SetEnv PATH=$PATH LANG=C.UTF-8
END
sed -i -e '/^SHARED$/{r /run/people/shared' -e 'd}' /run/people/sshd_config
/usr/sbin/sshd -f /run/people/sshd_config -o PidFile=none -E /run/people/log`;
