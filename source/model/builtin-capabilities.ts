import type {Capability} from './capability.ts';
import {commandWords} from './command-line.ts';

/** A tool that is detected in a DevBox. */
export type Tool = {
	readonly capability: Capability;
	/** Names on the PATH, or absolute paths; the first that exists counts. */
	readonly commands: readonly string[];
	/**
	 * Arguments that print the version. Omitted where that is slow, writes files or uses the network: the version then
	 * comes only from the tool's path.
	 */
	readonly version?: readonly string[];
};

/** The built-in capabilities: name, commands (separated by spaces), arguments that print the version. */
const table: readonly (readonly [capability: string, commands: string, version?: string])[] = [
	['git', 'git', '--version'],
	['git-lfs', 'git-lfs', '--version'],
	['gh', 'gh', '--version'],
	['glab', 'glab'],
	// Languages
	['node', 'node nodejs', '--version'],
	['npm', 'npm'],
	['pnpm', 'pnpm'],
	['yarn', 'yarn yarnpkg'],
	['bun', 'bun', '--version'],
	['deno', 'deno', '--version'],
	['python', 'python3 python', '--version'],
	['uv', 'uv', '--version'],
	['poetry', 'poetry'],
	['conda', 'conda mamba micromamba'],
	['jupyter', 'jupyter jupyter-lab'],
	['go', 'go', 'version'],
	['rust', 'rustc', '--version'],
	['cargo', 'cargo', '--version'],
	['java', 'java', '-XX:-UsePerfData -version'],
	['maven', 'mvn'],
	['gradle', 'gradle'],
	['kotlin', 'kotlinc'],
	['scala', 'scala sbt'],
	['dotnet', 'dotnet'],
	['php', 'php', '--version'],
	['composer', 'composer'],
	['ruby', 'ruby', '--version'],
	['perl', 'perl', '-v'],
	['elixir', 'elixir'],
	['erlang', 'erl'],
	['haskell', 'ghc', '--numeric-version'],
	['zig', 'zig', 'version'],
	['swift', 'swift'],
	['r', 'Rscript'],
	['julia', 'julia'],
	['lua', 'lua luajit', '-v'],
	// Compilers and what builds with them
	['gcc', 'gcc', '--version'],
	['clang', 'clang', '--version'],
	['make', 'make gmake', '--version'],
	['cmake', 'cmake', '--version'],
	['ninja', 'ninja', '--version'],
	['bazel', 'bazel bazelisk'],
	['cuda', 'nvcc /usr/local/cuda/bin/nvcc', '--version'],
	// Containers and clouds
	['docker', 'docker', '--version'],
	['podman', 'podman', '--version'],
	['kubectl', 'kubectl', 'version --client'],
	['helm', 'helm', 'version --short'],
	['terraform', 'terraform', '--version'],
	['opentofu', 'tofu', '--version'],
	['ansible', 'ansible'],
	['pulumi', 'pulumi'],
	['aws', 'aws'],
	['gcloud', 'gcloud'],
	['azure', 'az'],
	// Data
	['postgresql', 'psql', '--version'],
	['mysql', 'mysql mariadb', '--version'],
	['sqlite', 'sqlite3', '--version'],
	['redis', 'redis-cli', '--version'],
	['mongodb', 'mongosh'],
	['duckdb', 'duckdb', '--version'],
	// Editors, terminals, browsers
	['neovim', 'nvim', '--version'],
	['vim', 'vim', '--version'],
	['emacs', 'emacs', '--version'],
	['helix', 'hx helix', '--version'],
	['code-server', 'code-server openvscode-server'],
	['tmux', 'tmux', '-V'],
	['zellij', 'zellij', '--version'],
	['chromium', 'chromium chromium-browser'],
	['chrome', 'google-chrome google-chrome-stable chrome /opt/google/chrome/chrome'],
	['firefox', 'firefox firefox-esr'],
	['playwright', 'playwright'],
	// Coding agents
	['claude-code', 'claude'],
	['codex', 'codex'],
	['copilot', 'copilot'],
	['gemini', 'gemini'],
	['aider', 'aider'],
	['opencode', 'opencode'],
	['ollama', 'ollama'],
];

const words = (text: string): readonly string[] => text.split(' ');

/** Capabilities that the config adds: name → command line that prints the version, or only the command. */
export type DetectSettings = Readonly<Record<string, string>>;

/** All tools to detect: the table, with the rows that the config adds or replaces. */
export const toolsToDetect = (detect: DetectSettings = {}): readonly Tool[] => [
	...table
		.filter(([capability]) => !Object.hasOwn(detect, capability))
		.map(([capability, commands, version]) => ({
			capability,
			commands: words(commands),
			...(version !== undefined && {version: words(version)}),
		})),
	...Object.entries(detect).map(([capability, line]) => {
		const [command = '', ...version] = commandWords(line) ?? [];
		return {capability, commands: [command], ...(version.length > 0 && {version})};
	}),
];

const names = /^[a-z0-9][a-z0-9._+-]{0,39}$/u;
const commands = /^(?:\/?\w[\w.@+-]*(?:\/[\w@+-][\w.@+-]*)*)$/u;

/** The valid names and commands in the config, in words. */
export const detectRule =
	'a name of lowercase letters, digits, dot, dash, plus and underscore, and a command such as terragrunt --version';

/** Whether the config may add this. The words reach the DevBox as argv, never through a shell. */
export const mayDetect = (capability: string, line: string): boolean => {
	const [command = '', ...rest] = commandWords(line) ?? [];
	const isPlace = command.startsWith('/') || !command.includes('/');
	return (
		names.test(capability) && isPlace && commands.test(command) && rest.every(each => /^[ -~]*$/u.test(each))
	);
};
