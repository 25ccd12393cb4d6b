import type { Endpoint, EndpointKind } from '../core/model/endpoint.ts';

/** An endpoint everyone can use with a key of their own. `envVar` is where `npm start` finds that key. */
export interface BuiltInEndpoint extends Endpoint {
	readonly envVar: string;
}

function builtIn(
	id: string,
	displayName: string,
	baseUrl: string,
	envVar: string,
	kind: EndpointKind = 'openai-compatible',
): BuiltInEndpoint {
	return { id, kind, displayName, baseUrl, local: false, needsKey: true, envVar };
}

/** Base URLs of the vendors' public APIs; all but Anthropic's speak OpenAI's wire format. */
export const BUILT_IN_ENDPOINTS: readonly BuiltInEndpoint[] = [
	builtIn('openai', 'OpenAI', 'https://api.openai.com/v1', 'OPENAI_API_KEY', 'openai'),
	builtIn('anthropic', 'Anthropic', 'https://api.anthropic.com/v1', 'ANTHROPIC_API_KEY', 'anthropic'),
	builtIn('gemini', 'Google Gemini', 'https://generativelanguage.googleapis.com/v1beta/openai', 'GEMINI_API_KEY'),
	builtIn('openrouter', 'OpenRouter', 'https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY'),
	builtIn('deepseek', 'DeepSeek', 'https://api.deepseek.com/v1', 'DEEPSEEK_API_KEY'),
	builtIn('mistral', 'Mistral', 'https://api.mistral.ai/v1', 'MISTRAL_API_KEY'),
	builtIn('xai', 'xAI', 'https://api.x.ai/v1', 'XAI_API_KEY'),
	builtIn('groq', 'Groq', 'https://api.groq.com/openai/v1', 'GROQ_API_KEY'),
	builtIn('moonshot', 'Moonshot', 'https://api.moonshot.ai/v1', 'MOONSHOT_API_KEY'),
	builtIn('zai', 'Z.ai', 'https://api.z.ai/api/paas/v4', 'ZAI_API_KEY'),
	builtIn('qwen', 'Alibaba Cloud', 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1', 'DASHSCOPE_API_KEY'),
	builtIn('together', 'Together', 'https://api.together.xyz/v1', 'TOGETHER_API_KEY'),
	builtIn('fireworks', 'Fireworks', 'https://api.fireworks.ai/inference/v1', 'FIREWORKS_API_KEY'),
	builtIn('cerebras', 'Cerebras', 'https://api.cerebras.ai/v1', 'CEREBRAS_API_KEY'),
];
