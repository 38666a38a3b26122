/** One kind of thing that must not, or need not, be in every DevBox of an image. */
export type IdentityKind = {
	/** `machine-id`; in options and labels, never renamed. */
	readonly id: string;
	/** `machine id` */
	readonly title: string;
	/** What clearing does, as a sentence. */
	readonly does: string;
	/**
	 * snapshot: cleared in the image, and by a launch where the image still has it. launch: a launch creates a new one, too,
	 * before the DevBox's program starts.
	 */
	readonly when: 'snapshot' | 'launch';
	readonly isDefault: boolean;
	/** Globs from the root. One that ends with `/` stands for folders with everything in them, others never for a folder. */
	readonly remove?: readonly string[];
	/** Globs of files that stay, without content. */
	readonly empty?: readonly string[];
};

/** A glob in every home. */
const atHome = (...globs: readonly string[]) => globs.flatMap(each => [`/root/${each}`, `/home/*/${each}`]);
/** Globs of a folder's files, up to three levels deep. */
const under = (folder: string, glob = '*') => [
	`${folder}/${glob}`,
	`${folder}/*/${glob}`,
	`${folder}/*/*/${glob}`,
];

const rotated = ['*.[0-9]', '*.gz', '*.xz', '*.old', '*-20[0-9][0-9][0-9][0-9][0-9][0-9]', '*.journal'];

/**
 * What virt-sysprep clears, as far as containers have it. On by default is what must not exist twice or would block a program;
 * off is what only tells what happened in the DevBox, and may be somebody's work. docs/decisions/identity.md
 */
export const identityKinds: readonly IdentityKind[] = [
	{
		id: 'machine-id',
		title: 'machine id',
		does: 'Each DevBox gets its own id in /etc/machine-id.',
		when: 'launch',
		isDefault: true,
		remove: ['/var/lib/dbus/machine-id'],
		empty: ['/etc/machine-id'],
	},
	{
		id: 'ssh-host-keys',
		title: 'SSH host keys',
		does: 'Each DevBox gets new host keys of the same types.',
		when: 'launch',
		isDefault: true,
		remove: [
			'/etc/ssh/ssh_host_*_key',
			'/etc/ssh/ssh_host_*_key-cert.pub',
			'/etc/dropbear/dropbear_*_host_key',
		],
		// Their names show a launch which types there were.
		empty: ['/etc/ssh/ssh_host_*_key.pub'],
	},
	{
		id: 'dhcp-leases',
		title: 'DHCP leases',
		does: 'Leases and client ids are removed.',
		when: 'snapshot',
		isDefault: true,
		remove: [
			...['/var/lib/dhcp/*.lease*', '/var/lib/dhclient/*.lease*', '/var/lib/NetworkManager/*.lease'],
			...['/var/lib/dhcpcd/*.lease*', '/var/lib/dhcpcd/duid', '/var/lib/dhcpcd/secret', '/etc/dhcpcd.duid'],
			...['/var/lib/NetworkManager/secret_key', '/var/lib/systemd/network/*'],
		],
	},
	{
		id: 'udev-rules',
		title: 'udev rules',
		does: 'Rules that tie a name to one network card or drive are removed.',
		when: 'snapshot',
		isDefault: true,
		remove: ['/etc/udev/rules.d/70-persistent-*.rules'],
	},
	{
		id: 'random-seed',
		title: 'random seed',
		does: 'Seeds of random numbers and the host secret of systemd are removed.',
		when: 'snapshot',
		isDefault: true,
		remove: [
			...['/var/lib/systemd/random-seed', '/var/lib/systemd/credential.secret', '/var/lib/random-seed'],
			...['/var/lib/urandom/random-seed', '/var/lib/seedrng/seed.*'],
		],
	},
	{
		id: 'hostname',
		title: 'host name',
		does: '/etc/hostname is emptied; Podman gives each DevBox its own.',
		when: 'snapshot',
		isDefault: true,
		empty: ['/etc/hostname'],
	},
	{
		id: 'vpn-nodes',
		title: 'VPN nodes',
		does: 'Node keys of Tailscale, ZeroTier and NetBird are removed: each DevBox joins as a node of its own.',
		when: 'snapshot',
		isDefault: true,
		remove: [
			...[
				'/var/lib/tailscale/',
				'/var/lib/zerotier-one/identity.*',
				'/var/lib/zerotier-one/authtoken.secret',
			],
			...['/etc/netbird/config.json', '/var/lib/netbird/*.json'],
		],
	},
	{
		id: 'cloud-agents',
		title: 'cloud agents',
		does: 'The instance state of cloud-init and the agents of AWS, Google and Azure is removed.',
		when: 'snapshot',
		isDefault: true,
		remove: [
			...[
				'/var/lib/cloud/instance',
				'/var/lib/cloud/instances/',
				'/var/lib/cloud/data/',
				'/var/lib/cloud/sem/',
			],
			...['/var/lib/amazon/ssm/', '/etc/google_instance_id', '/var/lib/waagent/'],
		],
	},
	{
		id: 'locks',
		title: 'lock and pid files',
		does: 'Lock and pid files are removed: their processes do not exist in a new DevBox.',
		when: 'snapshot',
		isDefault: true,
		remove: [
			...['/run/*.pid', '/run/*/*.pid', '/var/run/*.pid', '/var/run/*/*.pid', ...atHome('.vnc/*.pid')],
			...['/run/lock/*', '/run/lock/*/*', '/var/lock/*', '/var/lock/*/*', '/tmp/.X*-lock'],
			...['/var/lib/pacman/db.lck', '/var/lib/rpm/.rpm.lock', '/var/lib/rpm/__db.*'],
		],
	},
	{
		id: 'login-records',
		title: 'login records',
		does: 'wtmp, btmp, lastlog, faillog and utmp are emptied.',
		when: 'snapshot',
		isDefault: false,
		remove: ['/var/log/[bw]tmp.[0-9]*', '/var/log/[bw]tmp-[0-9]*'],
		empty: ['/var/log/[bw]tmp', '/var/log/lastlog', '/var/log/faillog', '/run/utmp', '/var/run/utmp'],
	},
	{
		id: 'logs',
		title: 'logs',
		does: 'Files in /var/log are emptied, rotated ones and the journal are removed.',
		when: 'snapshot',
		isDefault: false,
		remove: rotated.flatMap(each => under('/var/log', each)),
		empty: under('/var/log'),
	},
	{
		id: 'histories',
		title: 'histories',
		does: 'Histories of shells, interpreters, database clients and editors are removed.',
		when: 'snapshot',
		isDefault: false,
		remove: atHome(
			...['.bash_history', '.zsh_history', '.zhistory', '.ash_history', '.sh_history', '.history'],
			...['.local/share/fish/fish_history', '.python_history', '.node_repl_history', '.irb_history'],
			...['.psql_history', '.mysql_history', '.sqlite_history', '.rediscli_history', '.dbshell'],
			...['.lesshst', '.viminfo', '.local/state/nvim/shada/*', '.wget-hsts'],
		),
	},
	{
		id: 'mail',
		title: 'mail',
		does: 'Mailboxes of the system are emptied, and undelivered mail is removed.',
		when: 'snapshot',
		isDefault: false,
		remove: ['/var/spool/exim4/input/*', '/var/spool/postfix/maildrop/*'],
		empty: ['/var/mail/*', '/var/spool/mail/*'],
	},
	{
		id: 'tmp',
		title: 'temporary files',
		does: 'Everything in /tmp and /var/tmp is removed.',
		when: 'snapshot',
		isDefault: false,
		remove: ['/tmp', '/var/tmp'].flatMap(at => [`${at}/*`, `${at}/.[!.]*`, `${at}/*/`, `${at}/.[!.]*/`]),
	},
	{
		id: 'crash-dumps',
		title: 'crash dumps',
		does: 'Core dumps and crash reports are removed; they hold memory of programs.',
		when: 'snapshot',
		isDefault: false,
		remove: ['/var/crash/*', '/var/crash/*/', '/var/lib/systemd/coredump/*', '/var/spool/abrt/*/'],
	},
];
