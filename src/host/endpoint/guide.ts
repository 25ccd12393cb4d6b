import { originOf } from './words.ts';

/**
 * How tools are set up, for the editor: the blocks of docs/guide/endpoint.md with this machine's address. The key stays out of documents.
 */
export function guideText(port: number): string {
	const origin = originOf(port);
	const block = (language: string, ...lines: readonly string[]): string => [`\`\`\`${language}`, ...lines, '```'].join('\n');
	return [
		'# Other tools with Routoo',
		`Write the endpoint's key (*Routoo: Copy Endpoint Key*) where it says KEY. Tools that speak OpenAI's wires take the address \`${origin}/v1\`, those that speak Anthropic's \`${origin}\`.`,
		'Models: `routoo/auto`, `routoo/save`, `routoo/balanced`, `routoo/best`, and every model of yours by the id that `GET /v1/models` lists.',
		'## Claude Code',
		block('sh', `export ANTHROPIC_BASE_URL=${origin}`, 'export ANTHROPIC_AUTH_TOKEN=KEY', 'export ANTHROPIC_MODEL=routoo/auto', 'claude'),
		'## Codex',
		'In `~/.codex/config.toml`, and the key in the environment variable `ROUTOO_KEY`:',
		block(
			'toml',
			'model = "routoo/auto"',
			'model_provider = "routoo"',
			'',
			'[model_providers.routoo]',
			'name = "Routoo"',
			`base_url = "${origin}/v1"`,
			'env_key = "ROUTOO_KEY"',
			'wire_api = "responses"',
		),
		"## OpenAI's and Anthropic's SDKs, and everything that reads their variables",
		block(
			'sh',
			`export OPENAI_BASE_URL=${origin}/v1`,
			'export OPENAI_API_KEY=KEY',
			`export ANTHROPIC_BASE_URL=${origin}`,
			'export ANTHROPIC_API_KEY=KEY',
		),
		'## To see that it answers',
		block('sh', `curl ${origin}/v1/models -H "authorization: Bearer KEY"`),
		'',
	].join('\n\n');
}
