import {deep} from './fidelity-images.ts';
import {type Row, word} from './fidelity-row.ts';

const all = ['staging', 'pause', 'restart'] as const;

const owners = `
cd /home/dev; echo made >made; chown 1234:5678 made; echo s >suid; chown 1000:0 suid; chmod 6755 suid; mkdir sticky; chmod 3777 sticky
ln made made2; ln -s made link; chown -h 33:44 link; mkfifo pipe; chown 7:7 pipe; chown 2:3 notes.txt; echo g >gid; chown 0:1000 gid; chmod 2711 gid`;
const without = (tool: string) => `mount --bind /dev/null /usr/bin/${tool}`;

/** What lies in the files. */
export const fileRows: readonly Row[] = [
	{
		name: 'a root folder of another owner',
		methods: all,
		// An old time, which differs from the image's however quickly that is made.
		inside: "chown 1000:1000 /; chmod 700 /; echo x >/x; touch -d '2001-02-03 04:05:06' /",
		outside: 'setfattr -n user.of -v root "$merged"',
		// A start gives / back to root.
		differs: ['DevBox: ./: .d..tp'],
	},
	{
		name: 'every kind of file',
		methods: all,
		inside: `
cd /home/dev; echo made >made.txt; rm notes.txt; rm -r /usr/lib/node
mkdir -p deep/er; chmod 3775 deep; echo x >deep/er/hard; ln deep/er/hard hard2; ln -s made.txt link; ln -s /nowhere dangling
mkfifo pipe; chmod 4755 made.txt; chown 1234:5678 hard2; touch -d '2001-02-03 04:05:06' old; ln made.txt 'a "b" $(c) é'
truncate -s 5M sparse; : >empty; chmod 000 empty; rm -r /data; mkdir /data; echo new >/data/new; mv /tmp /tmp2; mkdir -m 1777 /tmp`,
	},
	{
		name: 'odd names',
		methods: all,
		inside: `
mkdir /odd; cd /odd; for name in "$(printf 'new\\nline')" "$(printf 'tab\\there')" 'trailing  ' ' leading' '-dash' 'back\\slash' 'quo"te' "it's" '$(id)' '*' 'é😀' '#hash' "$(printf 'bell\\a')"; do echo x >"./$name"; done
printf 'not UTF-8' >"$(printf 'raw\\377\\376')"; mkdir "$(printf 'folder\\n')"; echo y >"$(printf 'folder\\n')/in"
long=$(printf '%0255d' 7); echo z >"$long"; ln -s "$(printf 'to\\nnew\\377')" "$(printf 'link\\n')"; echo h >'.wh-like'; echo h >'a -> b'`,
	},
	{
		name: 'deleted files and folders',
		methods: all,
		inside: 'rm /home/dev/notes.txt; rm -r /usr/lib/node /var/lib/packages; rm -r /home/dev/project',
	},
	{name: 'a base folder deleted', inside: 'rm -r /usr /var'},
	{
		name: 'folders made again',
		inside:
			'rm -r /home/dev/project; mkdir -p /home/dev/project/src; echo other >/home/dev/project/src/new; rm -r /usr/lib; mkdir -p /usr/lib/node',
	},
	{
		name: 'folder to file and file to folder',
		inside:
			'rm -r /usr/lib/node; echo file >/usr/lib/node; rm /home/dev/notes.txt; mkdir /home/dev/notes.txt; echo in >/home/dev/notes.txt/in; rm -r /data; ln -s home /data',
	},
	{
		name: 'renamed base folders',
		inside: 'mv /usr/lib/node /usr/lib/node2; mv /home/dev/project /srv; mkdir /home/dev/project',
	},
	{
		name: 'named pipes and devices',
		options: '--cap-add MKNOD',
		inside:
			'mkdir /d; cd /d; mkfifo -m 640 pipe; mknod -m 660 char c 1 3; mknod block b 7 9; chown 5:6 char; mknod big c 300 70000',
	},
	{
		name: 'sockets',
		outside: `cd "$merged/home/dev"; perl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un("x.sock")) or die $!'`,
		differs: ['DevBox: home/dev/x.sock is left out'],
	},
	{
		name: 'sparse and empty files',
		inside: 'cd /home/dev; truncate -s 40M sparse; echo end >>sparse; truncate -s 3M hole; : >empty',
		methods: all,
	},
	{
		name: 'all modes',
		inside:
			'mkdir /m; cd /m; for m in 0000 0111 0444 0777 1777 2755 4755 6711 7777; do echo $m >f$m; chmod $m f$m; mkdir d$m; chmod $m d$m; done',
	},
	{
		name: 'all owners',
		inside:
			'mkdir /o; cd /o; for o in 0 1 99 1000 65534 65535 100000 2000000 4294967294; do echo $o >f$o; chown $o:$o f$o; mkdir d$o; chown $o:0 d$o; ln -s x l$o; chown -h $o:$o l$o; done',
	},
	{
		name: 'times from far away',
		inside: `mkdir /t; cd /t; touch -d '1970-01-01 00:00:01' old; touch -d '2106-01-01 00:00:00' late; touch -d '2001-02-03 04:05:06' past; mkdir folder; touch -d '1999-09-09 09:09:09' folder; ln -s x link`,
		outside: `touch -d '1901-12-14 00:00:00' "$merged/t/ancient"; touch -d '2400-01-01' "$merged/t/future"; touch -h -d '2002-02-02' "$merged/t/link"`,
		differs: ['DevBox: t/ancient: .f..t......', 'DevBox: t/future: .f..t......'],
	},
	{
		name: 'extended attributes',
		methods: all,
		inside: 'mkdir /x; cd /x; : >user; : >cap; : >acl; mkdir folder; ln -s user link',
		outside: `cd "$merged/x"; setfattr -n user.note -v "two words" user; setfattr -n user.binary -v 0x00ff0a folder; setfattr -n user.empty user; setcap cap_net_raw+ep cap
setfacl -m u:1000:rw acl; setfacl -d -m g:5:rx folder; setfattr -n trusted.mine -v 1 user`,
		differs: ['DevBox: x/acl: .f.......a.', 'DevBox: x/user: .f........x', 'DevBox: x/folder/: .d.......a.'],
	},
	{
		name: 'capabilities without getfattr',
		before: without('getfattr'),
		after: 'umount /usr/bin/getfattr',
		inside: 'mkdir /x; : >/x/cap; : >/x/user',
		outside: `setcap cap_net_bind_service+ep "$merged/x/cap"; setfattr -n user.note -v x "$merged/x/user"`,
	},
	{
		name: 'hard links',
		methods: all,
		inside:
			'mkdir -p /h/a /h/b; echo 1 >/h/a/1; ln /h/a/1 /h/b/1; ln /h/a/1 /1; ln /home/dev/notes.txt /h/lower; ln /etc/os-release /h/os; ln -s x /h/s; ln /h/s /h/s2; mkfifo /h/p; ln /h/p /h/p2',
	},
	{
		name: 'symbolic links',
		inside:
			'mkdir /l; cd /l; ln -s /nowhere dangling; ln -s /etc/passwd absolute; ln -s loop loop; ln -s b a; ln -s a b; ln -s .. up; ln -s "$(printf "%01000d" 1)" long; rm -r /home/dev/project; ln -s /l /home/dev/project',
	},
	{
		name: '20,000 small files',
		inside:
			'mkdir /many; cd /many; i=0; while [ $i -lt 200 ]; do mkdir $i; i=$((i + 1)); done; seq 1 20000 | awk \'{f = ($1 % 200) "/" $1; print $1 >f; close(f)}\'',
	},
	{
		name: 'contents compared as well',
		draft: {verify: 'full'},
		methods: all,
		inside: 'seq 1 100000 >/home/dev/numbers; cp /bin/busybox /busybox2; echo changed >/etc/os-release',
	},
	{
		name: 'one layer of all',
		draft: {flatten: true},
		methods: all,
		inside: 'rm -r /usr/lib/node; echo x >/home/dev/x; ln /home/dev/x /y; ln /home/dev/notes.txt /z',
	},
	{
		name: 'mapped ids',
		isMapped: true,
		methods: ['staging', 'restart'],
		options: '--uidmap 0:100000:65536',
		inside: owners,
		outside: `setcap cap_net_raw+ep "$merged/home/dev/gid"`,
	},
	{
		name: 'mapped users and groups',
		isMapped: true,
		methods: ['staging'],
		options: '--uidmap 0:100000:65536 --gidmap 0:300000:65536',
		inside: owners,
	},
	{
		name: 'mapped ids, by pause',
		isMapped: true,
		methods: ['pause'],
		options: '--uidmap 0:100000:65536',
		refused: /owners of its files/u,
	},
	{
		name: 'mapped without getfattr',
		isMapped: true,
		methods: ['staging'],
		before: without('getfattr'),
		after: 'umount /usr/bin/getfattr',
		options: '--uidmap 0:100000:65536',
		inside: owners,
	},
	{name: '128 layers', before: deep(127), image: 'localhost/deep:127'},
	{name: '129 layers', before: deep(128), image: 'localhost/deep:128', refused: /129 layers.*--flatten/su},
	{
		name: '129 layers as one',
		before: deep(128),
		image: 'localhost/deep:128',
		draft: {flatten: true},
		inside: 'rm /deep/5; echo x >/deep/new',
	},
	{
		name: 'paths beyond 4096 bytes',
		outside: `perl -e 'chdir $ARGV[0] or die; for (1 .. 21) {mkdir 0 x 200; chdir 0 x 200 or die} open F, ">deep"' "$merged/home/dev"`,
		refused: /4096 bytes/u,
	},
	{
		name: 'an image of one program',
		before: `mkdir -p /root/scratch; cp /bin/busybox /root/scratch/sh; tar -C /root/scratch -cf - sh | podman import --quiet - localhost/scratch:1 >/dev/null`,
		image: 'localhost/scratch:1',
		command: `/sh -c ${word('while :; do read x </dev/tty; /sh -c "sleep 1000"; done')}`,
		options: '--tty',
	},
	{
		name: 'image by its digest',
		before: `podman run --name seed localhost/devbase:1 true; podman commit --quiet --pause=false seed localhost/seeded:1 >/dev/null; podman rm seed >/dev/null`,
		image: '"localhost/seeded@$(podman image inspect --format \'{{.Digest}}\' localhost/seeded:1)"',
		inside: 'echo x >/x',
	},
	{
		name: 'an image that lost its name',
		before: `podman run --name seed localhost/devbase:1 true; podman commit --quiet --pause=false seed localhost/nameless:1 >/dev/null; podman rm seed >/dev/null`,
		image: 'localhost/nameless:1',
		inside: 'echo x >/x',
		outside: 'podman untag localhost/nameless:1',
		methods: all,
	},
];
