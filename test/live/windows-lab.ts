import type {Lab} from '../lab/lab.ts';

/** The stand-ins for Windows DevBoxes on one worker of kind `windows`. */
export type WindowsLab = {
	/** Runs a script in the worker, without SSH; throws when it fails. @returns its output */
	sh(script: string): Promise<string>;
	/** Makes an installed DevBox; the words after `devbox.sh USER`, see test/lab/README.md. */
	make(name: string, ...options: readonly string[]): Promise<void>;
	/** Its log, of all its starts. */
	said(name: string): Promise<string>;
	/** Waits until so many lines of its log have these words, over all its starts. */
	untilSaid(name: string, words: string, times?: number): Promise<void>;
	/** Asks the guest: counter, put NAME TEXT, get NAME, list, off. */
	ask(name: string, ...question: readonly string[]): Promise<string>;
	/** Such as `exited 143`. */
	state(name: string): Promise<string>;
	/** The path of its /storage on the worker. */
	storage(name: string): Promise<string>;
	/** The output and exit code of ntfsfix for the Windows on a raw disk that is not in use. */
	checkNtfs(disk: string): Promise<string>;
};

/** A function for scripts in a worker: `qemu_of NAME` prints the process of a DevBox whose program is QEMU. */
export const qemuOf = `qemu_of() {
	inside=$(readlink "/proc/$(podman inspect --format '{{.State.Pid}}' "$1")/ns/pid")
	for process in /proc/[0-9]*; do
		[ "$(readlink "$process/ns/pid")" = "$inside" ] || continue
		case $(readlink "$process/exe") in *qemu-system*) echo "\${process#/proc/}" ;; esac
	done
}
`;

export const windowsLab = (lab: Lab, worker: string): WindowsLab => {
	const run = async (...argv: readonly string[]): Promise<string> => {
		const {code, stdout, stderr} = await lab.exec(worker, argv);
		if (code !== 0) throw new Error(`${argv.join(' ')}\n→ ${code}: ${stderr}${stdout}`);
		return stdout.trimEnd();
	};
	const sh = (script: string) => run('sh', '-euc', script);
	const said = (name: string) => run('podman', 'logs', name);
	const mount = '{{range .Mounts}}{{if eq .Destination "/storage"}}{{.Source}}{{end}}{{end}}';
	return {
		sh,
		said,
		make: async (name, ...options) => {
			await run('sh', '/run/windows/devbox.sh', 'alice', name, ...options);
		},
		// Follows the log instead of polling, because the guest needs the processor. It prints a line every second.
		untilSaid: async (name, words, times = 1) => {
			const listen = `timeout 240 podman logs --follow "$1" | {
				grep --fixed-strings --max-count "$3" -e "$2" | tail -n +"$3" | grep -q . && found=0 || found=1
				pkill -P $$ -x timeout || true
				exit $found
			}`;
			const {code} = await lab.exec(worker, ['sh', '-c', listen, '-', name, words, String(times)]);
			if (code !== 0) throw new Error(`${name} did not say “${words}” ${times} times:\n${await said(name)}`);
		},
		ask: (name, ...question) => run('podman', 'exec', name, 'guest', ...question),
		state: name => run('podman', 'inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', name),
		storage: name => run('podman', 'inspect', '--format', mount, name),
		checkNtfs: disk =>
			sh(`part=$(mktemp)
				dd if='${disk}' of="$part" bs=1M skip=1 count=192 conv=sparse status=none
				code=0
				ntfsfix -n "$part" 2>&1 || code=$?
				ntfs-3g.probe --readwrite "$part" || code=$?
				rm "$part"
				echo "code $code"`),
	};
};
