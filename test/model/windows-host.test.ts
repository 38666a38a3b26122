import {expect, test} from 'vitest';
import {parseWindowsHost, windowsProblem, windowsWord} from '../../source/model/windows-host.ts';

const host = {kvm: 'usable', hasTun: true, memoryBytes: 16e9} as const;

test('the devices of a worker are parsed among other lines', () => {
	expect(
		parseWindowsHost('port tcp/1F90\nwindows-kvm closed\nwindows-tun yes\nwindows-memory 2048\n'),
	).toEqual({
		kvm: 'closed',
		hasTun: true,
		memoryBytes: 2048 * 1024,
	});
	expect(parseWindowsHost('windows-kvm broken\n').kvm).toBe('broken');
	expect(parseWindowsHost('windows-kvm unaided\n').kvm).toBe('unaided');
	expect(parseWindowsHost('windows-kvm constructor\n').kvm).toBe('absent');
	expect(parseWindowsHost('')).toEqual({kvm: 'absent', hasTun: false, memoryBytes: 0});
	expect(parseWindowsHost('windows-kvm $(reboot)')).toEqual({kvm: 'absent', hasTun: false, memoryBytes: 0});
});

test.each([
	[{}, host, undefined, 'yes'],
	[{}, undefined, 'not known yet whether it can host Windows VMs', ''],
	[{}, {...host, kvm: 'absent'}, 'this worker cannot host Windows VMs: it has no /dev/kvm', 'no'],
	[
		{},
		{...host, kvm: 'closed'},
		'this worker cannot host Windows VMs: its user cannot open /dev/kvm (members of the group kvm can)',
		'no',
	],
	[
		{},
		{...host, kvm: 'broken'},
		'this worker cannot host Windows VMs: its /dev/kvm opens, but a trial VM did not run with it',
		'no',
	],
	[
		{},
		{...host, kvm: 'unaided'},
		'this worker cannot host Windows VMs: its CPU has neither vmx nor svm (disabled in the firmware, or hidden by the VM it runs in)',
		'no',
	],
	[{emulateWindows: true}, {...host, kvm: 'broken'}, undefined, 'emulated'],
	[
		{},
		{...host, memoryBytes: 2.1e9},
		'this worker cannot host Windows VMs: it has 2.1 GB of memory, and Windows needs 4 GB',
		'no',
	],
	[{emulateWindows: true}, {...host, kvm: 'absent'}, undefined, 'emulated'],
	[{emulateWindows: true}, host, undefined, 'yes'],
	[
		{emulateWindows: true},
		{...host, kvm: 'absent', memoryBytes: 1e9},
		'this worker cannot host Windows VMs: it has 1.0 GB of memory, and Windows needs 4 GB',
		'no',
	],
] as const)('a worker with %j and %j: %s', (...[worker, has, problem, word]) => {
	expect(windowsProblem(worker, has)).toBe(problem);
	expect(windowsWord(worker, has)).toBe(word);
});
