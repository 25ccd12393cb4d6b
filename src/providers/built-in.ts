import type { Endpoint, EndpointKind } from '../core/model/endpoint.ts';

/** An endpoint everyone can use with a key of their own. */
export interface BuiltInEndpoint extends Endpoint {
	/** Where the vendor's own clients look for the key. */
	readonly envVar: string;
	/** The vendor's page on which keys are made. */
	readonly keysPage: string;
}

function builtIn(
	id: string,
	displayName: string,
	baseUrl: string,
	envVar: string,
	keysPage: string,
	kind: EndpointKind = 'openai-compatible',
): BuiltInEndpoint {
	return { id, kind, displayName, baseUrl, local: false, needsKey: true, envVar, keysPage };
}

/** Base URLs of the vendors' public APIs; all but Anthropic's speak OpenAI's wire format. */
export const BUILT_IN_ENDPOINTS: readonly BuiltInEndpoint[] = [
	builtIn('openai', 'OpenAI', 'https://api.openai.com/v1', 'OPENAI_API_KEY', 'https://platform.openai.com/api-keys', 'openai'),
	builtIn(
		'anthropic',
		'Anthropic',
		'https://api.anthropic.com/v1',
		'ANTHROPIC_API_KEY',
		'https://console.anthropic.com/settings/keys',
		'anthropic',
	),
	builtIn(
		'gemini',
		'Google Gemini',
		'https://generativelanguage.googleapis.com/v1beta/openai',
		'GEMINI_API_KEY',
		'https://aistudio.google.com/apikey',
	),
	builtIn('openrouter', 'OpenRouter', 'https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY', 'https://openrouter.ai/settings/keys'),
	builtIn('deepseek', 'DeepSeek', 'https://api.deepseek.com/v1', 'DEEPSEEK_API_KEY', 'https://platform.deepseek.com/api_keys'),
	builtIn('mistral', 'Mistral', 'https://api.mistral.ai/v1', 'MISTRAL_API_KEY', 'https://console.mistral.ai/api-keys'),
	builtIn('xai', 'xAI', 'https://api.x.ai/v1', 'XAI_API_KEY', 'https://console.x.ai'),
	builtIn('groq', 'Groq', 'https://api.groq.com/openai/v1', 'GROQ_API_KEY', 'https://console.groq.com/keys'),
	builtIn('moonshot', 'Moonshot', 'https://api.moonshot.ai/v1', 'MOONSHOT_API_KEY', 'https://platform.kimi.ai/console/api-keys'),
	builtIn('zai', 'Z.ai', 'https://api.z.ai/api/paas/v4', 'ZAI_API_KEY', 'https://z.ai/manage-apikey/apikey-list'),
	builtIn(
		'qwen',
		'Alibaba Cloud',
		'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
		'DASHSCOPE_API_KEY',
		'https://modelstudio.console.alibabacloud.com/?tab=dashboard#/api-key',
	),
	builtIn('together', 'Together', 'https://api.together.xyz/v1', 'TOGETHER_API_KEY', 'https://api.together.ai/settings/api-keys'),
	builtIn(
		'fireworks',
		'Fireworks',
		'https://api.fireworks.ai/inference/v1',
		'FIREWORKS_API_KEY',
		'https://app.fireworks.ai/settings/users/api-keys',
	),
	builtIn('cerebras', 'Cerebras', 'https://api.cerebras.ai/v1', 'CEREBRAS_API_KEY', 'https://cloud.cerebras.ai'),
];
