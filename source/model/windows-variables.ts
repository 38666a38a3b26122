/**
 * What happens to a variable of a Windows DevBox in its image. needed: Windows needs it to boot, so it is always kept. kept:
 * kept unless the user drops it. left: left out unless the user keeps it. never: it sets the location of a disk, which the
 * image decides itself.
 */
export type WindowsUse = {readonly use: 'needed' | 'kept' | 'left' | 'never'; readonly because: string};

const group = (
	use: WindowsUse['use'],
	because: string,
	names: string,
): readonly (readonly [string, WindowsUse])[] => names.split(' ').map(name => [name, {use, because}]);

/** Every variable that qemus/qemu and dockur/windows document or read, in three generations (docs/decisions/windows-variables.md). */
const table: ReadonlyMap<string, WindowsUse> = new Map([
	...group('needed', 'Windows needs it to boot', 'VERSION LANGUAGE BOOT_MODE DISK_TYPE MACHINE TPM SMM BIOS'),
	...group(
		'kept',
		'hardware that Windows was installed on',
		'EDITION REGION KEYBOARD UUID MAC CPU_MODEL CPU_FLAGS SMP VMX HV VM HPET VMPORT',
	),
	...group(
		'kept',
		'hardware that Windows was installed on',
		'VGA ADAPTER USB USB_OPTS SOUND AUDIO MOUSE RNG PCI_BUS SM_BIOS ARGUMENTS PLATFORM APP',
	),
	...group('kept', 'hardware that Windows was installed on', 'DISK_OPTIONS DISK_ROTATION DISK_OFFSET'),
	...group(
		'kept',
		'the size of its disk',
		'DISK_SIZE DISK2_SIZE DISK3_SIZE DISK4_SIZE DISK5_SIZE DISK6_SIZE',
	),
	...group('kept', 'protects the viewer', 'PROTECT USERNAME USER WEB DISPLAY'),
	...group('kept', 'protects the shared folder', 'SAMBA SAMBA_READONLY'),
	...group('kept', 'snapshots need it to talk to QEMU', 'QMP QGA TIMEOUT QEMU_TIMEOUT'),
	// An image stays on its worker, where the default network may not work.
	...group('kept', 'how it reaches the network on this worker', 'NETWORK'),
	...group('left', 'a password of the viewer and Windows', 'PASS PASSWORD'),
	...group('left', 'chosen at launch', 'RAM_SIZE RAM_CHECK CPU_CORES KVM HOST GOLDEN_IDENTITY SHARES'),
	...group(
		'left',
		'chosen at launch',
		'BALLOONING BALLOONING_MIN_MEM BALLOONING_RAM_THRESHOLD BALLOONING_RAM_THRESHOLD_HARD',
	),
	...group(
		'left',
		'chosen at launch',
		'BALLOONING_PSI_PRESSURE BALLOONING_PSI_PRESSURE_MAX BALLOONING_HYSTERESIS BALLOONING_KP',
	),
	...group('left', 'chosen at launch', 'BALLOONING_KI BALLOONING_INTERVAL BALLOONING_DEBUG'),
	...group(
		'left',
		"specific to its worker's network",
		'DHCP IP DEV MTU MASK TAP BRIDGE HOST_PORTS USER_PORTS GATEWAY DNSMASQ DNSMASQ_OPTS',
	),
	...group(
		'left',
		"specific to its worker's network",
		'DNSMASQ_DEBUG DNSMASQ_DISABLE DNSMASQ_CONF_DIR PASST PASST_OPTS PASST_DEBUG CHECK_PORT',
	),
	...group(
		'left',
		"specific to its worker's network",
		'VM_NET_DEV VM_NET_IP VM_NET_MAC VM_NET_MASK VM_NET_MTU VM_NET_TAP VM_NET_BRIDGE VM_NET_HOST',
	),
	...group('left', "specific to its worker's network", 'WEB_PORT VNC_PORT WSS_PORT MON_PORT LOSSY'),
	...group(
		'left',
		"specific to its worker's disks and graphics",
		'DISK_IO DISK_CACHE DISK_DISCARD DISK_FLAGS ALLOCATE GPU RENDERNODE',
	),
	...group(
		'left',
		'used only during installation',
		'KEY AUTOLOGIN DOMAIN DOMAIN_OU WORKGROUP WIDTH HEIGHT MIDO ESD VERIFY',
	),
	...group(
		'left',
		'used only during installation',
		'REMOVE COMMAND CONNECTIONS MANUAL UNPACK DETECTED LOG BOOT BOOT_INDEX',
	),
	...group(
		'left',
		'used only during installation',
		'MEDIA_TYPE HYBRID SHORTCUT CUSTOM CUSTOM_XML DISK_MINIMUM RAM_MINIMUM',
	),
	...group('left', 'would reset the firmware, or kill Windows', 'CLEAR SHUTDOWN'),
	...group('left', 'for debugging', 'DEBUG TRACE SERIAL MONITOR LOGO SAMBA_DEBUG SAMBA_LEVEL DEBUG_DNS'),
	...group('never', 'the image sets the location of its disks', 'STORAGE DISK_NAME DISK_FMT DISK_DISABLE'),
	...group(
		'never',
		'the image sets the location of its disks',
		'DEVICE DEVICE2 DEVICE3 DEVICE4 DEVICE5 DEVICE6',
	),
]);

/** By name; unknown variables are left out. */
export const windowsUse = (name: string): WindowsUse =>
	table.get(name) ?? {use: 'left', because: 'not a Windows setting'};

/** A switch as upstream reads it. */
const isOn = (value: string | undefined): boolean => /^\s*(?:y|yes|true|1|on)/iu.test(value ?? '');

/**
 * Whether the viewer of a DevBox requires a password that its image does not have: then a DevBox launched from it must not
 * start with an open viewer. @param all its variables; @param inImage those that its image will have
 */
export const isViewerLocked = (
	all: ReadonlyMap<string, string>,
	inImage: ReadonlyMap<string, string>,
): boolean => {
	const lost = (name: string) => (all.get(name) ?? '') !== '' && inImage.get(name) !== all.get(name);
	return lost('PASS') || (isOn(all.get('PROTECT')) && !inImage.get('PASS') && lost('PASSWORD'));
};
