import * as z from 'zod';
import {plans, roles, userPattern, userRule} from '../model/account.ts';
import {detectRule, mayDetect} from '../model/builtin-capabilities.ts';
import {sshTargetPattern, workerNamePattern} from '../model/candidate.ts';
import {keyProblems} from '../model/keymap.ts';
import {registryPattern} from '../model/registry.ts';
import {maxWorkerLabels, workerLabelPattern} from '../model/worker-labels.ts';

const printable = /^[^\p{Cc}\p{Cf}]+$/u;

const labelNames = z.array(
	z
		.string()
		.regex(/^[^\s*\p{Cc}\p{Cf}]+\*?$/u, 'a label name, or a prefix followed by *')
		.max(200, 'at most 200 characters'),
);

const workerLabels = z
	.array(
		z
			.string()
			.regex(workerLabelPattern, 'a word of letters, digits, dots, dashes and underscores, at most 63'),
	)
	.max(maxWorkerLabels, `at most ${maxWorkerLabels} labels`)
	.refine(labels => new Set(labels.map(each => each.toLowerCase())).size === labels.length, {
		error: 'each label once',
	});

const whole = (from: number, to: number) =>
	z
		.int(`a whole number from ${from} to ${to}`)
		.min(from, `a whole number from ${from} to ${to}`)
		.max(to, `a whole number from ${from} to ${to}`);

const transport = z
	.enum(['auto', 'ssh2', 'system'])
	.optional()
	.describe("Ingot's built-in SSH (ssh2), the installed ssh (system), or auto: ssh2 where possible.");

const worker = z
	.strictObject({
		name: z
			.string()
			.regex(workerNamePattern, 'letters, digits, dots, dashes and underscores, at most 63')
			.describe('The name of this worker in Ingot and its commands.'),
		ssh: z
			.string()
			.regex(sshTargetPattern, 'an alias, user@host or user@host:port')
			.optional()
			.describe('An alias of ~/.ssh/config, user@host or user@host:port.'),
		local: z.boolean().optional().describe('The Podman of this machine.'),
		identityFile: z.string().regex(printable, 'a path').optional().describe('A private key file.'),
		transport,
		kind: z
			.enum(['self-hosted', 'cloud'])
			.optional()
			.describe('DevBoxes on a cloud worker are not eligible for snapshots.'),
		socket: z
			.string()
			.regex(/^\/[^\p{Cc}]+$/u, 'an absolute path')
			.optional()
			.describe("Podman's API socket on the worker; found automatically by default."),
		sudo: z
			.boolean()
			.optional()
			.describe('Podman runs as root there, through sudo -n, which must not ask for a password.'),
		emulateWindows: z
			.boolean()
			.optional()
			.describe('Windows VMs may run there without KVM: emulated, and many times slower.'),
		labels: workerLabels
			.optional()
			.describe('Words to find this worker by, such as gpu or eu: label:gpu in a filter, --label gpu.'),
		commits: whole(1, 16).optional().describe('How many snapshots may run there at once; the others wait.'),
	})
	.refine(entry => (entry.ssh === undefined) === (entry.local === true), {
		error: 'a worker has either ssh: or local: true',
		path: ['ssh'],
	});

/** The config file. `ingot config schema` prints the same schema. */
export const settingsSchema = z.strictObject({
	account: z
		.strictObject({
			user: z.string().regex(userPattern, userRule).describe('Your user id, used in labels.'),
			plan: z.enum(plans).describe('Golden images need pro or enterprise.'),
			role: z.enum(roles).describe('A viewer can only look; the others can make images.'),
		})
		.optional(),
	sshConfig: z
		.string()
		.regex(printable, 'a path')
		.optional()
		.describe('An ssh_config file that replaces ~/.ssh/config.'),
	transport,
	notify: z
		.enum(['desktop', 'bell', 'off'])
		.optional()
		.describe(
			'How Ingot notifies you of the end of a job while its terminal is in the background; by default desktop, if the terminal supports it.',
		),
	theme: z
		.preprocess(
			value => (value === 16 ? '16' : value),
			z.enum(['auto', 'dark', 'light', 'high-contrast', '16']),
		)
		.optional()
		.describe(
			'The colours: for a dark or a light background, with high contrast, or the 16 of the terminal.',
		),
	keys: z
		// YAML takes a digit for a number.
		.record(
			z.string(),
			z.preprocess(key => (typeof key === 'number' ? String(key) : key), z.string()),
		)
		.superRefine((moves, context) => {
			for (const {key, problem} of keyProblems(moves))
				context.addIssue({code: 'custom', message: problem, path: [key], params: {isSentence: true}});
		})
		.optional()
		.describe(
			'Keys to move, as default: new. Letters mean the same on all screens, so each is moved everywhere.',
		),
	mouse: z
		.boolean()
		.optional()
		.describe(
			'Whether the wheel and clicks work; off by default, because the terminal then selects text only with shift.',
		),
	keepJobs: z
		.strictObject({
			days: whole(1, 36_500).optional().describe('Ended jobs that are older are removed; default 30.'),
			count: whole(1, 100_000)
				.optional()
				.describe('The oldest ended jobs beyond this number are removed; default 200.'),
		})
		.optional()
		.describe('How long ended jobs and their logs stay on the workers.'),
	image: z
		.strictObject({
			dropLabels: labelNames
				.optional()
				.describe('Labels to remove from images, in addition to the built-in table.'),
			keepLabels: labelNames
				.optional()
				.describe('Labels to keep in images, even if the built-in table or dropLabels removes them.'),
		})
		.optional()
		.describe('Which labels of a DevBox its images have.'),
	capabilities: z
		.strictObject({
			detect: z
				.record(z.string(), z.string())
				.superRefine((entries, context) => {
					for (const [name, line] of Object.entries(entries))
						if (!mayDetect(name, line)) context.addIssue({code: 'custom', message: detectRule, path: [name]});
				})
				.optional()
				.describe('Additional built-in capabilities to detect in a DevBox, as name: command.'),
		})
		.optional(),
	registry: z
		.string()
		.regex(registryPattern, 'a registry, or a folder in one: registry.example.com/team')
		.optional()
		.describe('Where ingot push and ingot pull go when a name has no registry.'),
	workers: z
		.array(worker)
		.superRefine((entries, context) => {
			const seen = new Set<string>();
			entries.forEach((entry, index) => {
				if (seen.has(entry.name)) {
					context.addIssue({
						code: 'custom',
						message: 'a unique worker name',
						path: [index, 'name'],
					});
				}
				seen.add(entry.name);
			});
		})
		.optional(),
});

export type SettingsFile = z.infer<typeof settingsSchema>;

/** The JSON schema of the config file, for editors. */
export const settingsJsonSchema = (): unknown => z.toJSONSchema(settingsSchema, {target: 'draft-2020-12'});
