type Sh = (script: string) => Promise<string>;

/**
 * A command that compares the files of two trees by rsync: names, types, modes, owners, sizes, contents, times in seconds, hard
 * links, devices, ACLs and extended attributes. With mapped ids owners are left to `ownersAgainst`.
 */
export const compareFiles = ({from, to, isMapped}: {from: string; to: string; isMapped: boolean}): string =>
	`rsync -aHAXcn ${isMapped ? '--no-owner --no-group ' : ''}--delete --itemize-changes -- ${from}/ ${to}/`;

/** What it says → `x is left out`, `x is added`, `x: <rsync's letters>`. */
export const toFileDifferences = (lines: readonly string[]): readonly string[] => lines.map(toDifference);

const toDifference = (line: string): string => {
	const name = line.slice(line.indexOf(' ') + 1).trimStart();
	if (line.startsWith('*deleting')) return `${name} is added`;
	const letters = line.slice(0, line.indexOf(' '));
	return letters.endsWith('+++') ? `${name} is left out` : `${name}: ${letters}`;
};

/** How the files look from inside, by busybox: what a mapped DevBox sees as owners. Without mounts. */
const listing = `find / -xdev -print0 | xargs -0 stat -c '%n %F %a %u:%g %h' | grep -v -e ' directory [0-7]* 0:0 [0-9]*$' -e '^/etc/\\(hosts\\|hostname\\|resolv.conf\\|mtab\\) ' -e '^/\\(run\\|dev\\|proc\\|sys\\)' | sed 's/ directory \\([0-7]* [0-9:]*\\) [0-9]*$/ directory \\1/' | sort`;

/** Two running containers, as each sees itself. */
export const ownersAgainst = async (
	sh: Sh,
	{from, to}: {from: string; to: string},
): Promise<readonly string[]> => {
	const said = await sh(`
podman exec -i --user 0 ${from} sh -s >/tmp/from <<'END'
${listing}
END
podman exec -i --user 0 ${to} sh -s >/tmp/to <<'END'
${listing}
END
[ "$(wc -l </tmp/from)" -gt 300 ]; diff /tmp/from /tmp/to || true`);
	return said.split('\n').filter(line => /^[<>]/u.test(line));
};
