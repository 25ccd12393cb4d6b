import { z } from 'zod';

/*
 * The body of `POST /v1/messages`, as the types of `@anthropic-ai/sdk` 1.14.0 give it (generated from the published specification), read
 * 2026-11-28. Left out, and so refused: server tools, documents, containers, and `role: "system"` among the messages (newer
 * models alone take it). Fields that the API does not know are refused by it, and here.
 */

const cacheControl = z.strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() });
const mark = { cache_control: cacheControl.nullish() };
const id = z.string().regex(/^[a-zA-Z0-9_-]+$/);

const textBlock = z.strictObject({ type: z.literal('text'), text: z.string(), citations: z.null().optional(), ...mark });

const imageBlock = z.strictObject({
	type: z.literal('image'),
	source: z.discriminatedUnion('type', [
		z.strictObject({ type: z.literal('base64'), media_type: z.string(), data: z.string() }),
		z.strictObject({ type: z.literal('url'), url: z.url({ protocol: /^https?$/ }) }),
	]),
	...mark,
});

const toolUseBlock = z.strictObject({
	type: z.literal('tool_use'),
	id,
	name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
	input: z.record(z.string(), z.unknown()),
	caller: z.strictObject({ type: z.literal('direct') }).optional(),
	...mark,
});

const toolResultBlock = z.strictObject({
	type: z.literal('tool_result'),
	tool_use_id: id,
	content: z.union([z.string(), z.array(z.discriminatedUnion('type', [textBlock, imageBlock]))]).optional(),
	is_error: z.boolean().optional(),
	...mark,
});

const thinkingBlock = z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() });
const redactedBlock = z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() });

const userMessage = z.strictObject({
	role: z.literal('user'),
	content: z.union([z.string(), z.array(z.discriminatedUnion('type', [textBlock, imageBlock, toolResultBlock]))]),
});

const assistantMessage = z.strictObject({
	role: z.literal('assistant'),
	content: z.union([z.string(), z.array(z.discriminatedUnion('type', [textBlock, toolUseBlock, thinkingBlock, redactedBlock]))]),
});

const tool = z.strictObject({
	type: z.literal('custom').nullish(),
	name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
	description: z.string().optional(),
	input_schema: z.looseObject({ type: z.literal('object') }),
	strict: z.boolean().optional(),
	eager_input_streaming: z.boolean().nullish(),
	defer_loading: z.boolean().optional(),
	input_examples: z.array(z.record(z.string(), z.unknown())).optional(),
	...mark,
});

const oneAtATime = { disable_parallel_tool_use: z.boolean().optional() };
const display = { display: z.enum(['summarized', 'omitted']).nullish() };

/** The whole body. */
export const anthropicShape = z.strictObject({
	model: z.string().min(1),
	max_tokens: z.int().min(1),
	stream: z.boolean().optional(),
	messages: z.array(z.discriminatedUnion('role', [userMessage, assistantMessage])).min(1),
	system: z.union([z.string(), z.array(textBlock)]).optional(),
	tools: z.array(tool).optional(),
	tool_choice: z
		.discriminatedUnion('type', [
			z.strictObject({ type: z.literal('auto'), ...oneAtATime }),
			z.strictObject({ type: z.literal('any'), ...oneAtATime }),
			z.strictObject({ type: z.literal('tool'), name: z.string(), ...oneAtATime }),
			z.strictObject({ type: z.literal('none') }),
		])
		.optional(),
	thinking: z
		.discriminatedUnion('type', [
			z.strictObject({ type: z.literal('enabled'), budget_tokens: z.int().min(1024), ...display }),
			z.strictObject({ type: z.literal('adaptive'), ...display }),
			z.strictObject({ type: z.literal('between_tools') }),
			z.strictObject({ type: z.literal('disabled') }),
		])
		.optional(),
	output_config: z
		.strictObject({ effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).nullish(), format: z.looseObject({}).nullish() })
		.optional(),
	cache_control: cacheControl.nullish(),
	metadata: z.strictObject({ user_id: z.string().max(512).nullish() }).optional(),
	service_tier: z.enum(['auto', 'standard_only']).optional(),
	speed: z.enum(['standard', 'fast']).nullish(),
	stop_sequences: z.array(z.string().min(1)).optional(),
	temperature: z.number().min(0).max(1).optional(),
	top_p: z.number().min(0).max(1).optional(),
	top_k: z.int().min(0).optional(),
});

export type AnthropicRequest = z.infer<typeof anthropicShape>;
export type AnthropicMessage = AnthropicRequest['messages'][number];
export type AnthropicBlock = Exclude<AnthropicMessage['content'], string>[number];
export type CacheControl = z.infer<typeof cacheControl>;
