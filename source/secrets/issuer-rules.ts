import type {TextRule} from './match.ts';

/** Formats as their issuers document them; what is shown of a match is everything up to its random part. */
const formats: readonly (readonly [kind: string, prefix: string, rest: string])[] = [
	['GitHub token', 'gh[oprsu]_|github_pat_', '[A-Za-z0-9_]{20,}'],
	['GitLab token', 'gl(?:pat|dt|rt|cbt|soat|ptt|ft|imt|agent)-', '[\\w-]{18,}'],
	['npm token', 'npm_', '[A-Za-z0-9]{30,}'],
	['PyPI token', 'pypi-', '[\\w-]{50,}'],
	['Hugging Face token', 'hf_', '[A-Za-z]{30,}'],
	['Docker token', 'dckr_(?:pat|oat)_', '[\\w-]{20,}'],
	['Slack token', 'xox[abceoprs]-|xapp-', '(?=[\\w-]*\\d)[\\w-]{16,}'],
	['AWS access key', 'AKIA|ASIA|ABIA|ACCA', '[A-Z0-9]{16}'],
	['Google API key', 'AIza', '[\\w-]{35}'],
	['Google access token', 'ya29\\.', '[\\w-]{20,}'],
	['Google client secret', 'GOCSPX-', '[\\w-]{28}'],
	['Google refresh token', '1//0', '[\\w-]{30,}'],
	['Anthropic key', 'sk-ant-(?:[a-z]+\\d\\d-)?', '[\\w-]{24,}'],
	['OpenRouter key', 'sk-or-v1-', '[0-9a-f]{40,}'],
	['OpenAI key', 'sk-(?:proj|svcacct|admin)-', '(?=[\\w-]*\\d)[\\w-]{32,}'],
	['API key', 'sk-', '(?=[A-Za-z]*\\d)[A-Za-z0-9]{32,}'],
	['xAI key', 'xai-', '[A-Za-z0-9]{60,}'],
	['Replicate token', 'r8_', '[A-Za-z0-9]{30,}'],
	['Groq key', 'gsk_', '[A-Za-z0-9]{40,}'],
	['NVIDIA key', 'nvapi-', '[\\w-]{40,}'],
	['Stripe key', '[sr]k_(?:live|test)_', '[A-Za-z0-9]{20,}'],
	['webhook secret', 'whsec_', '[A-Za-z0-9+/]{24,}'],
	['SendGrid key', 'SG\\.', '[\\w-]{16,}\\.[\\w-]{30,}'],
	['Mailgun key', 'key-', '(?=[a-f]*\\d)[0-9a-f]{32}'],
	['DigitalOcean token', 'do[opr]_v1_', '[0-9a-f]{60,}'],
	['Heroku key', 'HRKU-', '[\\w-]{30,}'],
	['Vault token', 'hv[sbr]\\.', '[\\w-]{24,}'],
	['Tailscale key', 'tskey-[a-z]+-', '[\\w-]{16,}'],
	['age key', 'AGE-SECRET-KEY-1', '[A-Z0-9]{50,}'],
	['Sentry token', 'sntry[su]_', '[\\w+/=-]{30,}'],
	['New Relic key', 'NRAK-', '[A-Z0-9]{25,}'],
	['Shopify token', 'shp(?:at|ca|pa|ss)_', '[a-fA-F0-9]{30,}'],
	['Linear key', 'lin_(?:api|oauth)_', '[A-Za-z0-9]{32,}'],
	['Notion token', 'ntn_', '[A-Za-z0-9]{40,}'],
	['Figma token', 'figd_', '[\\w-]{36,}'],
	['Grafana token', 'gl(?:sa|c)_', '(?=[\\w+/]*\\d)[\\w+/]{32,}={0,2}'],
	['Databricks token', 'dapi', '[0-9a-f]{32}'],
	['Doppler token', 'dp\\.(?:pt|st|ct|sa|scim)\\.', '[\\w.]{40,}'],
	['Atlassian token', 'ATATT3|ATBB', '[\\w=-]{24,}'],
	['Postman key', 'PMAK-', '[0-9a-f]{20,}-[0-9a-f]{30,}'],
	['Supabase token', 'sbp_', '[0-9a-f]{40}'],
	['PlanetScale token', 'pscale_(?:tkn|oauth|pw)_', '[\\w.=-]{30,}'],
	['Fly token', 'fo1_|FlyV1 ', '[\\w+/=-]{40,}'],
	['Netlify token', 'nfp_', '[A-Za-z0-9]{36,}'],
	['RubyGems key', 'rubygems_', '[0-9a-f]{48}'],
	['crates.io token', 'cio', '(?=[A-Za-z]*\\d)[A-Za-z0-9]{32}'],
	['NuGet key', 'oy2', '(?=[a-z]*\\d)[a-z0-9]{43}'],
	['1Password token', 'ops_', 'eyJ[A-Za-z0-9+/=]{80,}'],
	['Cloudflare token', 'cf(?:k|ut|at)_', '[A-Za-z0-9]{40,}'],
	['Vercel token', 'vc[piark]_', '[A-Za-z0-9]{24,60}'],
	['CircleCI token', 'CCIPAT_', '[\\w-]{30,}'],
	['Buildkite token', 'bkua_', '[0-9a-f]{40}'],
	['Artifactory key', 'AKCp', '[A-Za-z0-9]{60,}'],
	['Pulumi token', 'pul-', '[0-9a-f]{40}'],
];

/** Not within a word: the data of pictures and fonts holds any letters. */
const issued = formats.map(([kind, prefix, rest]): TextRule => {
	const begin = new RegExp(`^(?:${prefix})`, 'u');
	return {kind, pattern: new RegExp(`(?<![\\w/+-])(?:${prefix})${rest}(?![\\w/+])`, 'dgu'), prefix: begin};
});

/** Tokens and keys that are known by their form, wherever they are. */
export const issuerRules: readonly TextRule[] = [
	...issued,
	{
		kind: 'Terraform Cloud token',
		pattern: /(?<![\w.-])[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}/dgu,
	},
	{kind: 'Telegram bot token', pattern: /(?<![\w:-])\d{8,10}:AA[\w-]{33}(?![\w-])/dgu},
	{
		kind: 'webhook address',
		pattern:
			/https:\/\/(?:hooks\.slack\.com\/services\/(?<secret>T\w+\/B\w+\/\w{16,})|[\w.]+)(?:(?<=discord(?:app)?\.com)\/api\/webhooks\/\d+\/[\w-]{30,}|(?<=webhook\.office\.com)\/\S{40,})?/dgu,
		accepts: match => match[0].length > 60,
	},
	{
		kind: 'Azure account key',
		pattern: /AccountKey=(?<secret>[A-Za-z0-9+/]{60,}={0,2})/dgu,
	},
];

/** An address with a password. */
export const addressRule: TextRule = {
	kind: 'password in an address',
	pattern:
		/(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,20}:\/\/(?<user>[^\s:/?#@"'`<>\\]{0,100}):(?<secret>[^\s/?#@"'`<>\\]{3,300})@[\w.[-]+/dgu,
	accepts: (match, secret) =>
		!/^(?:[*x.]+|<.*|[$%{[(].*|.*[{}$].*|pass(?:word|wd)?|pwd|pw|secret|token|mypassword|changeme|api_?key|key)$/iu.test(
			secret,
		) && !/^(?:[$<{%[].*|user(?:name)?|your.*)$/iu.test(match.groups?.user ?? ''),
};

/** A private key in text; a certificate or a public key is none. */
export const privateKeyRule: TextRule = {
	kind: 'private key',
	pattern:
		/-----BEGIN (?:[A-Z\d]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?<secret>(?:\\[nr]|[\w+/=:.,;\s\\"'-]){0,64}?(?:[A-Za-z0-9+/]{16,}={0,2}(?:\\[nr]|[\s\\"',])*){2,}(?:[A-Za-z0-9+/]{1,15}={0,2}(?:\\[nr]|[\s\\"',])*)?(?:-----END [A-Z\d ]+-----)?)/dgu,
	accepts: (_, secret) => !/^(.)\1{15}/u.test(secret.trim()),
};
