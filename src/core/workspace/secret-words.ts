import * as l10n from '@vscode/l10n';

/** What `SecretFound.what` says in English, which is what a model reads of it. */
const WORDS: ReadonlyMap<string, () => string> = new Map([
	['an address with a password', () => l10n.t('an address with a password')],
	['an Anthropic key', () => l10n.t('an Anthropic key')],
	['an API key', () => l10n.t('an API key')],
	['an Atlassian token', () => l10n.t('an Atlassian token')],
	['an authorization header', () => l10n.t('an authorization header')],
	['an AWS access key', () => l10n.t('an AWS access key')],
	['an AWS secret key', () => l10n.t('an AWS secret key')],
	['an Azure storage key', () => l10n.t('an Azure storage key')],
	['a Cerebras key', () => l10n.t('a Cerebras key')],
	['a Contentful token', () => l10n.t('a Contentful token')],
	['a Databricks token', () => l10n.t('a Databricks token')],
	['a DigitalOcean token', () => l10n.t('a DigitalOcean token')],
	['a Docker token', () => l10n.t('a Docker token')],
	['a Doppler token', () => l10n.t('a Doppler token')],
	['a Figma token', () => l10n.t('a Figma token')],
	['a GitHub token', () => l10n.t('a GitHub token')],
	['a GitLab token', () => l10n.t('a GitLab token')],
	['a Google API key', () => l10n.t('a Google API key')],
	['a Google client secret', () => l10n.t('a Google client secret')],
	['a Google token', () => l10n.t('a Google token')],
	['a Grafana token', () => l10n.t('a Grafana token')],
	['a Groq key', () => l10n.t('a Groq key')],
	['a Hugging Face token', () => l10n.t('a Hugging Face token')],
	['a key of a cluster', () => l10n.t('a key of a cluster')],
	['a LangSmith key', () => l10n.t('a LangSmith key')],
	['a Linear key', () => l10n.t('a Linear key')],
	['a login of a package registry', () => l10n.t('a login of a package registry')],
	['a login with its password', () => l10n.t('a login with its password')],
	['a Mailgun key', () => l10n.t('a Mailgun key')],
	['a Netlify token', () => l10n.t('a Netlify token')],
	['a New Relic key', () => l10n.t('a New Relic key')],
	['a Notion token', () => l10n.t('a Notion token')],
	['an npm token', () => l10n.t('an npm token')],
	['an NVIDIA key', () => l10n.t('an NVIDIA key')],
	['an OpenRouter key', () => l10n.t('an OpenRouter key')],
	['a password of a package registry', () => l10n.t('a password of a package registry')],
	['a Perplexity key', () => l10n.t('a Perplexity key')],
	['a Postman key', () => l10n.t('a Postman key')],
	['a private key', () => l10n.t('a private key')],
	['a Pulumi token', () => l10n.t('a Pulumi token')],
	['a PyPI token', () => l10n.t('a PyPI token')],
	['a Replicate token', () => l10n.t('a Replicate token')],
	['a RubyGems key', () => l10n.t('a RubyGems key')],
	['a SendGrid key', () => l10n.t('a SendGrid key')],
	['a Sentry token', () => l10n.t('a Sentry token')],
	['a Shopify token', () => l10n.t('a Shopify token')],
	['a Slack token', () => l10n.t('a Slack token')],
	['a Slack webhook', () => l10n.t('a Slack webhook')],
	['a Stripe key', () => l10n.t('a Stripe key')],
	['a Stripe webhook secret', () => l10n.t('a Stripe webhook secret')],
	['a Supabase key', () => l10n.t('a Supabase key')],
	['a Supabase token', () => l10n.t('a Supabase token')],
	['a Tailscale key', () => l10n.t('a Tailscale key')],
	['a Tavily key', () => l10n.t('a Tavily key')],
	['a Telegram bot token', () => l10n.t('a Telegram bot token')],
	['a Together key', () => l10n.t('a Together key')],
	['a token (JWT)', () => l10n.t('a token (JWT)')],
	['a token of a package registry', () => l10n.t('a token of a package registry')],
	['a Vault token', () => l10n.t('a Vault token')],
	['an xAI key', () => l10n.t('an xAI key')],
]);

/** The variable of an environment file: `a value of STRIPE_KEY`. */
const VALUE = /^a value of (.+)$/;

/** A secret as a question to the user names it. @param what of `SecretFound` */
export function secretInWords(what: string): string {
	const variable = VALUE.exec(what)?.[1];
	if (variable !== undefined) return l10n.t('a value of {0}', variable);
	return WORDS.get(what)?.() ?? what;
}
