export interface KeyForm {
	/** Of whom. */
	readonly what: string;
	/** What every such key begins with: looked for first. */
	readonly sign: string;
	/** It stands before the key's own characters. */
	readonly leads: boolean;
	/** Its first group, where it has one, is the key. */
	readonly form: RegExp;
}

const form = (what: string, sign: string, rest: string): KeyForm => ({
	...{ what, sign, leads: true },
	form: new RegExp(`(?<![A-Za-z0-9_-])${sign.replace(/[.\\]/g, '\\$&')}${rest}`, 'g'),
});

/** Keys as vendors document or issue them, seen 2026-11: an own beginning and a least length, so that names and slugs are none. */
export const KEY_FORMS: readonly KeyForm[] = [
	form('an AWS access key', 'AKIA', '[A-Z0-9]{16}(?![A-Za-z0-9])'),
	form('an AWS access key', 'ASIA', '[A-Z0-9]{16}(?![A-Za-z0-9])'),
	...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((sign) => form('a GitHub token', sign, '[A-Za-z0-9]{36,}')),
	form('a GitHub token', 'github_pat_', '[A-Za-z0-9_]{40,}'),
	form('a GitLab token', 'glpat-', '[A-Za-z0-9_-]{20,}'),
	...['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xapp-'].map((sign) => form('a Slack token', sign, '[A-Za-z0-9-]{20,}')),
	form('a Slack webhook', 'https://hooks.slack.com/services/', 'T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,}'),
	form('a Stripe key', 'sk_live_', '[A-Za-z0-9]{20,}'),
	form('a Stripe key', 'rk_live_', '[A-Za-z0-9]{20,}'),
	form('an Anthropic key', 'sk-ant-', '[A-Za-z0-9_-]{30,}'),
	form('an OpenRouter key', 'sk-or-v1-', '[0-9a-f]{40,}'),
	form('an API key', 'sk-', '(?!ant-|or-v1-)(?:(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{40,}|[A-Za-z0-9]{32,})'),
	form('a Google API key', 'AIza', '[A-Za-z0-9_-]{35}'),
	form('a Google client secret', 'GOCSPX-', '[A-Za-z0-9_-]{20,}'),
	form('a Google token', 'ya29.', '[A-Za-z0-9_-]{40,}'),
	form('an xAI key', 'xai-', '[A-Za-z0-9]{40,}'),
	form('a Groq key', 'gsk_', '[A-Za-z0-9]{40,}'),
	form('a Hugging Face token', 'hf_', '[A-Za-z0-9]{30,}'),
	form('an NVIDIA key', 'nvapi-', '[A-Za-z0-9_-]{40,}'),
	form('a Perplexity key', 'pplx-', '[A-Za-z0-9]{40,}'),
	form('a Cerebras key', 'csk-', '[A-Za-z0-9]{40,}'),
	form('a Together key', 'tgp_v1_', '[A-Za-z0-9_-]{30,}'),
	form('a Replicate token', 'r8_', '[A-Za-z0-9]{37,}'),
	form('an npm token', 'npm_', '[A-Za-z0-9]{36}'),
	form('a PyPI token', 'pypi-', 'AgE[A-Za-z0-9_-]{50,}'),
	form('a SendGrid key', 'SG.', '[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{30,}'),
	form('a Mailgun key', 'key-', '[0-9a-f]{32}(?![0-9a-f])'),
	form('a DigitalOcean token', 'dop_v1_', '[0-9a-f]{64}'),
	form('a Shopify token', 'shpat_', '[0-9a-fA-F]{32}'),
	form('a Vault token', 'hvs.', '[A-Za-z0-9_-]{24,}'),
	form('a Stripe webhook secret', 'whsec_', '[A-Za-z0-9+/=]{24,}'),
	form('a Grafana token', 'glsa_', '[A-Za-z0-9]{32}_[0-9a-fA-F]{8}'),
	form('a Supabase token', 'sbp_', '[0-9a-f]{40}'),
	form('a Supabase key', 'sb_secret_', '[A-Za-z0-9_-]{20,}'),
	form('a RubyGems key', 'rubygems_', '[0-9a-f]{48}'),
	form('a Docker token', 'dckr_pat_', '[A-Za-z0-9_-]{20,}'),
	form('a Tailscale key', 'tskey-', '(?:auth|api|client)-[A-Za-z0-9]{6,}-[A-Za-z0-9]{16,}'),
	form('a New Relic key', 'NRAK-', '[A-Z0-9]{27}'),
	form('a Sentry token', 'sntrys_', '[A-Za-z0-9_+/=-]{40,}'),
	form('a Contentful token', 'CFPAT-', '[A-Za-z0-9_-]{40,}'),
	form('a Pulumi token', 'pul-', '[0-9a-f]{40}'),
	form('a Netlify token', 'nfp_', '[A-Za-z0-9]{36,}'),
	form('a LangSmith key', 'lsv2_', '(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}'),
	form('a Tavily key', 'tvly-', '(?:dev-|prod-)?[A-Za-z0-9]{28,}'),
	form('a Databricks token', 'dapi', '[0-9a-f]{32}'),
	form('a Linear key', 'lin_api_', '[A-Za-z0-9]{32,}'),
	form('a Notion token', 'ntn_', '[A-Za-z0-9]{40,}'),
	form('a Doppler token', 'dp.pt.', '[A-Za-z0-9]{40,}'),
	form('an Atlassian token', 'ATATT3', '[A-Za-z0-9_=-]{60,}'),
	form('a Figma token', 'figd_', '[A-Za-z0-9_-]{40,}'),
	form('a Postman key', 'PMAK-', '[A-Za-z0-9-]{50,}'),
	{ what: 'a Telegram bot token', sign: ':AA', leads: false, form: /(?<![A-Za-z0-9_-])\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g },
	form('an Azure storage key', 'AccountKey=', '[A-Za-z0-9+/]{60,}={0,2}'),
	...['ecretAccessKey', 'ecret_access_key', 'ECRET_ACCESS_KEY'].map((sign) => ({
		...{ what: 'an AWS secret key', sign, leads: false },
		form: new RegExp(`${sign}["']?\\s{0,4}[:=]\\s{0,4}["']?[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])`, 'g'),
	})),
	// A token of a session, but for the one that jwt.io shows and those that Supabase makes for everybody (`"role":"anon"`).
	{
		...{ what: 'a token (JWT)', sign: 'eyJ', leads: false },
		form: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,2000}\.(?!eyJzdWIiOiIxMjM0NTY3ODkw|[A-Za-z0-9_-]{0,2000}(?:InJvbGUiOiJhbm9uI|cm9sZSI6ImFub24i|yb2xlIjoiYW5vbi))eyJ[A-Za-z0-9_-]{8,4000}\.([A-Za-z0-9_-]{20,1000})/g,
	},
	{
		...{ what: 'an authorization header', sign: 'uthorization', leads: false },
		form: /uthorization["']?\s{0,3}[:=,]\s{0,3}["'`]?(?:[Bb]earer|[Bb]asic|[Tt]oken)\s{1,3}(?!test|my|some|abc|token|secret|valid|invalid)([A-Za-z0-9+/_.~=-]{20,2000})/g,
	},
	{ what: 'a token of a package registry', sign: '_authToken=', leads: false, form: /_authToken=["']?([A-Za-z0-9_.-]{16,200})/g },
	{
		...{ what: 'a password of a package registry', sign: ':_', leads: false },
		form: /(?<=\/):_(?:password|auth)\s{0,3}=\s{0,3}["']?([A-Za-z0-9+/=]{8,400})/g,
	},
	{ what: 'a login of a package registry', sign: '_auth', leads: false, form: /^_auth\s{0,3}=\s{0,3}["']?([A-Za-z0-9+/=]{12,400})/gm },
	{
		...{ what: 'a login with its password', sign: 'machine', leads: false },
		form: /\bmachine\s{1,8}\S{1,200}\s{1,20}login\s{1,8}\S{1,200}\s{1,20}password\s{1,8}(\S{6,200})/g,
	},
	{ what: 'a key of a cluster', sign: 'client-key-data:', leads: false, form: /client-key-data:\s{0,4}["']?([A-Za-z0-9+/=]{40,})/g },
	{
		...{ what: 'an address with a password', sign: 'assword=', leads: false },
		form: /\b(?:Server|Data Source|Host)=(?!localhost|127\.|\.;|\(local)[^;\n]{1,200};(?:[^;\n]{1,200};){0,8}?\s?Password=([^;\s"'{$<]{6,100})/g,
	},
];
