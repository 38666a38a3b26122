import type {Devbox} from '../model/devbox.ts';
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
	const adopted = new Map(
		stdout.split('\n').map(line => {
			const [id = '', ...user] = line.split(' ');
			return [id, user.join(' ')];
		}),
	);
	return devboxes.map(devbox => {
		const by = adopted.get(devbox.id);
		return by === undefined || by === '' ? devbox : {...devbox, adoptedBy: by};
	});
};

const adoptedScript = `
cd ${adoptedFolder} 2>/dev/null || exit 0
for id in *; do
	[ -f "$id" ] && [ ! -L "$id" ] && IFS= read -r user <"$id" && printf '%s %s\\n' "$id" "$user"
done
true
`;
