import {existsSync, readFileSync} from 'node:fs';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {outcomeOf, type SnapshotLab, snapshotLab, withStep} from './snapshot-lab.ts';
import {type WindowsLab, windowsLab} from './windows-lab.ts';

// A Windows with a TPM whose disk lies in an anonymous volume.
let lab: Lab;
let win: WindowsLab;
let on: SnapshotLab;
beforeAll(async () => {
	lab = await holdLab({name: `winstate${process.pid}`, workers: 0});
	await lab.addWorker('win', 'windows');
	win = windowsLab(lab, 'win');
	await win.sh('podman rm -f -v -t 0 win11'); // the processor is for this one
	await win.make('vault', 'raw', 'anonymous', '--env', 'BOOT_MODE=windows_secure');
	await win.untilSaid('vault', 'count=2');
	on = await snapshotLab(lab, 'win');
});
afterAll(async () => {
	on?.remote.close();
	await lab?.release();
});

const create = (from: string, name: string) =>
	homeIn(lab, member('alice')).run('create', '-w', `${lab.name}-win`, '-f', from, '-n', name, '-t', '1');
/** Somebody else with the same disk. */
const share = (name: string, place: string) =>
	`podman run -d --name ${name} --network none --volume "$(podman inspect --format \
		'{{range .Mounts}}{{.Source}}{{end}}' vault):${place}" localhost/devbase:1 sleep 1000 >/dev/null`;

test('a container that runs with the same disk is refused by its name, wherever it has it mounted', async () => {
	await win.sh(share('reader', '/elsewhere'));
	const refused = create('vault', 'torn');
	expect(refused.code, refused.stderr + refused.stdout).toBe(3);
	expect(refused.stdout + refused.stderr).toContain('reader has the same /storage mounted and runs');
	expect(await win.state('vault')).toBe('running 0');
	await win.sh('podman rm -f -t 0 reader');
});

test('one that comes right before the copy is found, and the DevBox runs again', async () => {
	const planned = on.plan(await on.look('vault'), {name: 'torn'});
	const events = await on.run(withStep(planned, 'copy', run => `${share('late', '/storage')}; ${run}`));
	expect(outcomeOf(events)).toMatch(/^failed: late has the same \/storage mounted and runs/u);
	expect(await win.state('vault')).toBe('running 0');
	await win.sh('podman rm -f -t 0 late');
	await win.untilSaid('vault', 'guest ready', 2);
	expect(await win.said('vault')).toContain('guest tpm own');
});

test('a copy that takes a while shows its progress', async () => {
	const half = `mkdir bin
		export job_folder="$PWD" # the copy is made in the folder of the disk
		cat >bin/cp <<'END'
#!/bin/sh
case $* in *data.img*)
	for last; do :; done
	head -c 35M /dev/urandom >"$last"
	tries=0
	until grep -q '"progress","text":"[3-9][0-9]\\{7\\} ' "$job_folder/events.ndjson"; do
		tries=$((tries + 1))
		[ "$tries" -lt 2000 ] || exit 1
		sleep 0.1
	done
	;;
esac
exec /bin/cp "$@"
END
		chmod 755 bin/cp
		PATH=$PWD/bin:$PATH`;
	const planned = on.plan(await on.look('vault'), {name: 'vault'});
	const events = await on.run(withStep(planned, 'copy', run => `${half} ${run}`));
	expect(outcomeOf(events)).toBe('done: localhost/vault:1 is ready.');
	const told = events.filter(({step, kind}) => step === 'copy' && kind === 'progress').map(({text}) => text);
	expect(told).toContainEqual(expect.stringMatching(/^[3-9]\d{7} \d{8}$/u));
});

test('what the TPM holds comes along with the disk of the same moment', async () => {
	await win.sh('podman run -d --name first --network none localhost/vault:1');
	await win.untilSaid('first', 'guest ready');
	expect(await win.said('first')).toContain('guest tpm own');
	expect(await win.sh('podman exec first ls /storage')).toMatch(/windows_secure\.tpm/u);
	await win.sh('podman rm -f -v -t 0 first');
});

test.skipIf(!existsSync('/dev/kvm'))(
	'a KVM that opens and runs nothing is found by a trial, or by the processor: the launch is refused, and the list tells it',
	async () => {
		await win.sh(`mount --bind /dev/null /dev/kvm
			sed 's/^flags.*/& vmx/' /proc/cpuinfo >/tmp/with-vmx; mount --bind /tmp/with-vmx /proc/cpuinfo`);
		const plain = homeIn(lab, member('alice'), text => text.replace(', emulateWindows: true', ''));
		const refused = plain.run('launch', 'vault', '--name', 'third');
		expect(refused.code, refused.stdout).toBe(3);
		expect(refused.stderr).toContain('its /dev/kvm opens, but a trial VM did not run with it');
		expect((await on.remote.facts()).windows?.kvm).toBe('broken');
		const before = await win.sh('podman ps --all --quiet; ls ~/.local/state/ingot');
		// Emulation is allowed here, and it is as slow as it was.
		const emulated = homeIn(lab, member('alice')).run('launch', 'vault', '--name', 'third', '--dry-run');
		expect(ok(emulated)).toContain('KVM=N');
		expect(await win.sh('podman ps --all --quiet; ls ~/.local/state/ingot')).toBe(before);
		await win.sh(`sed 's/^flags.*/flags : fpu/' /proc/cpuinfo >/tmp/without; mount --bind /tmp/without /proc/cpuinfo
			rm ~/.local/state/ingot/kvm-trial`);
		expect(plain.run('launch', 'vault', '--name', 'third').stderr).toContain('has neither vmx nor svm');
		await win.sh('umount /proc/cpuinfo; umount /proc/cpuinfo; umount /dev/kvm');
	},
);

test.runIf(process.env.INGOT_FAULTS === 'all')(
	'an image from a DevBox of an older golden image starts as the present ones do',
	async () => {
		await win.sh(`made=$(podman create localhost/vault:1)
			at=$(podman mount "$made")
			cat >"$at/run/start.sh" <<'HOOK'
#!/bin/sh
echo from the base
# golden disk
if [ ! -e /storage/data.qcow2 ]; then
	cp -p /golden/state/* /storage/
	qemu-img create -q -f qcow2 -b /golden/data.qcow2 -F qcow2 /storage/data.qcow2
	echo an old hook
fi
echo from somebody else
HOOK
			find "$at/golden" -maxdepth 1 -type l -delete
			rm "$at/golden/entry.sh" "$at/golden/facts"
			entry=$(podman image inspect --format '{{json .Config.Entrypoint}}' localhost/windows-base:11)
			podman commit -q --change "ENTRYPOINT $entry" "$made" localhost/old:1
			podman rm "$made"
			podman rm -f -v -t 0 vault`);
		ok(homeIn(lab, member('alice')).run('launch', 'localhost/old:1', '--name', 'old', '--network', 'none'));
		await win.untilSaid('old', 'guest ready');
		expect(await win.said('old')).toContain('an old hook');
		expect(ok(create('old', 'renewed'))).toContain('localhost/renewed:1 is ready.');
		const laid = await win.sh(`at=$(podman image mount localhost/renewed:1)
			cat "$at/run/start.sh"; echo --; cat "$at/golden/entry.sh"; echo --
			ls "$at/golden"; podman image unmount localhost/renewed:1 >/dev/null
			podman image inspect --format '{{index .Labels "io.clustercode.job"}}' localhost/renewed:1`);
		const [hook, entry, rest = ''] = laid.split('\n--\n');
		expect(hook).toBe('#!/bin/sh\necho from the base\necho from somebody else');
		expect(entry).toBe(readFileSync('source/worker/steps/windows/golden-entry.sh', 'utf8').trimEnd());
		const job = rest.split('\n').at(-1) ?? '';
		expect(rest.split('\n').slice(0, -1)).toEqual([job, 'data.qcow2', 'entry.sh', 'facts', 'state']);
		await win.sh('podman run -d --name second --network none localhost/renewed:1');
		await win.untilSaid('second', 'guest ready');
		const said = await win.said('second');
		expect(said).toContain('from the base');
		expect(said).not.toContain('an old hook');
		expect(said).toContain('guest tpm own');
	},
);
