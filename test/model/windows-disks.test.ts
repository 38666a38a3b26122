import {expect, test} from 'vitest';
import {parseDisks} from '../../source/jobs/probe-disks.ts';
import {mountsLeft} from '../../source/model/snapshot.ts';
import {diskLines} from '../../source/model/windows-disks.ts';
import {chooseMethod} from '../../source/plan/snapshot-method.ts';
import {source} from '../plan/sources.ts';

const said = `4711 /dev/sda:/ graph
disk 1 raw 1048576 /storage/data.img
disk 2 qcow2 2048 /storage2/data2.qcow2
others 3 716800 backups, my custom.iso, notes.log
layer 1075838976`;
const found = parseDisks(said);
const windows = {...source, devbox: {...source.devbox, labels: {'io.clustercode.os': 'windows'}}};

test('the Windows disks are listed, and the files next to them that are not included', () => {
	expect(diskLines(found)).toEqual([
		'Disk 1: /storage/data.img (raw), 1.07 GB used.',
		'Disk 2: /storage2/data2.qcow2 (qcow2), 2.1 MB used.',
		'Not included: 3 files and folders next to the disk (734 MB): backups, my custom.iso, notes.log.',
	]);
	expect(diskLines(parseDisks('others 0 0 '))).toEqual([]);
});

test('disks that cannot become an image are refused before anything is stopped', () => {
	const refused = parseDisks(
		'refused Disk 1 of the DevBox is the device /dev/vdb, and no image holds a device.',
	);
	expect(() =>
		chooseMethod({...windows, diskSpace: {...windows.diskSpace, windows: refused}}, 'auto'),
	).toThrow(
		expect.objectContaining({kind: 'refused', message: expect.stringContaining('is the device /dev/vdb')}),
	);
});

test('only mounts without a disk are reported as missing', () => {
	const mount = (destination: string) => ({type: 'volume' as const, source: 'v', destination});
	const mounts = ['/storage', '/storage2', '/disk.img', '/data'].map(mount);
	const left = (disks: string) =>
		mountsLeft({
			devbox: {...windows.devbox, mounts},
			diskSpace: {...windows.diskSpace, windows: parseDisks(disks)},
		}).map(each => each.destination);
	expect(left(said)).toEqual(['/disk.img', '/data']);
	expect(left('disk 1 raw 1 /disk.img')).toEqual(['/storage2', '/data']);
});
