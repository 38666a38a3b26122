import type {Devbox, Os} from '../model/devbox.ts';
import {quote} from '../model/shell.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';

/** For scripts: where a worker keeps who adopted which container. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's, not ours
export const adoptedFolder = '"${XDG_STATE_HOME:-$HOME/.local/state}/ingot/adopted"';

/** All DevBoxes of a worker, with who adopted those that Ingot has not launched. */
export const listDevboxes = async (remote: Remote, options?: RunOptions): Promise<readonly Devbox[]> => {
	const [devboxes, {stdout}] = await Promise.all([
		remote.devboxes(options),
		remote.run(adoptedScript, options),
	]);
	const said = new Map(
		stdout.split('\n').map(line => {
			const [id = '', ...user] = line.split(' ');
			return [id, user.join(' ')];
		}),
	);
	return devboxes.map(devbox => {
		const by = said.get(devbox.id);
		const {osInDoubt, ...known} = devbox;
		const os = toOs(said.get(`os-${devbox.id}`));
		return {
			...(os === undefined ? devbox : {...known, os}),
			...(by !== undefined && by !== '' && {adoptedBy: by}),
		};
	});
};

const toOs = (word: string | undefined): Os | undefined =>
	word === 'windows' || word === 'linux' ? word : undefined;

/** Which system runs in a DevBox by what was said when it was adopted. */
export const adoptedOs = async (
	remote: Remote,
	id: string,
	options?: RunOptions,
): Promise<Os | undefined> => {
	const {stdout} = await remote.run(
		`cd ${adoptedFolder} 2>/dev/null && [ -f ${quote([id])} ] && [ ! -L ${quote([id])} ] && sed -n 2p ${quote([id])}; true`,
		options,
	);
	return toOs(stdout.trim());
};

const adoptedScript = `
cd ${adoptedFolder} 2>/dev/null || exit 0
for id in *; do
	[ -f "$id" ] && [ ! -L "$id" ] || continue
	user= os=
	{ IFS= read -r user; IFS= read -r os; } <"$id"
	printf '%s %s\\nos-%s %s\\n' "$id" "$user" "$id" "$os"
done
true
`;
