import { z } from 'zod';

/** Shapes that OpenAI's two interfaces share; from the types of `openai` 7.59.0, read 2026-11-28. */
export const breakpoint = z.strictObject({ mode: z.literal('explicit'), ttl: z.enum(['30m', '12h']).optional() }).nullish();
export const functionName = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);
export const imageDetail = z.enum(['auto', 'low', 'high', 'original']).nullish();
export const effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullish();

/** Fields that both interfaces take beside the conversation. */
export const commonFields = {
	model: z.string().min(1),
	stream: z.boolean().nullish(),
	store: z.boolean().nullish(),
	metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
	parallel_tool_calls: z.boolean().nullish(),
	prompt_cache_key: z.string().nullish(),
	prompt_cache_options: z
		.strictObject({ mode: z.enum(['implicit', 'explicit']).optional(), ttl: z.enum(['30m', '12h']).optional() })
		.optional(),
	prompt_cache_retention: z.enum(['in_memory', '24h']).nullish(),
	safety_identifier: z.string().nullish(),
	service_tier: z.enum(['auto', 'default', 'flex', 'scale', 'priority', 'fast']).nullish(),
	temperature: z.number().min(0).max(2).nullish(),
	top_p: z.number().min(0).max(1).nullish(),
	user: z.string().optional(),
};

const textPart = z.strictObject({ type: z.literal('text'), text: z.string(), prompt_cache_breakpoint: breakpoint });
const imagePart = z.strictObject({
	type: z.literal('image_url'),
	image_url: z.strictObject({ url: z.string(), detail: imageDetail }),
	prompt_cache_breakpoint: breakpoint,
});
const refusalPart = z.strictObject({ type: z.literal('refusal'), refusal: z.string() });
const texts = z.union([z.string(), z.array(textPart).min(1)]);

const toolCall = z.strictObject({
	/** "string too long. Expected a string with maximum length 40", as users report it. */
	id: z.string().min(1).max(40),
	type: z.literal('function'),
	function: z.strictObject({ name: functionName, arguments: z.string() }),
});

const chatMessage = z.discriminatedUnion('role', [
	z.strictObject({ role: z.literal('system'), content: texts, name: z.string().optional() }),
	z.strictObject({ role: z.literal('developer'), content: texts, name: z.string().optional() }),
	z.strictObject({
		role: z.literal('user'),
		content: z.union([z.string(), z.array(z.discriminatedUnion('type', [textPart, imagePart])).min(1)]),
		name: z.string().optional(),
	}),
	z.strictObject({
		role: z.literal('assistant'),
		content: z.union([z.string(), z.null(), z.array(z.discriminatedUnion('type', [textPart, refusalPart])).min(1)]).optional(),
		refusal: z.string().nullish(),
		name: z.string().optional(),
		tool_calls: z.array(toolCall).min(1).optional(),
		/** Compatible servers alone: the reasoning of an earlier answer. */
		reasoning_content: z.string().nullish(),
	}),
	z.strictObject({ role: z.literal('tool'), content: texts, tool_call_id: z.string() }),
]);

const named = z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: functionName }) });
const allowed = z.strictObject({
	type: z.literal('allowed_tools'),
	allowed_tools: z.strictObject({ mode: z.enum(['auto', 'required']), tools: z.array(named).min(1) }),
});

/** The body of `POST /v1/chat/completions`; custom tools, audio, files and `functions` are left out, and so refused. */
export const chatShape = z.strictObject({
	...commonFields,
	messages: z.array(chatMessage).min(1),
	tools: z
		.array(
			z.strictObject({
				type: z.literal('function'),
				function: z.strictObject({
					name: functionName,
					description: z.string().optional(),
					parameters: z.record(z.string(), z.unknown()).optional(),
					strict: z.boolean().nullish(),
				}),
			}),
		)
		.min(1)
		.max(128)
		.optional(),
	tool_choice: z.union([z.enum(['none', 'auto', 'required']), z.discriminatedUnion('type', [named, allowed])]).optional(),
	max_tokens: z.int().min(1).nullish(),
	max_completion_tokens: z.int().min(1).nullish(),
	reasoning_effort: effort,
	verbosity: z.enum(['low', 'medium', 'high']).nullish(),
	response_format: z.looseObject({ type: z.enum(['text', 'json_object', 'json_schema']) }).optional(),
	stream_options: z.strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() }).nullish(),
	stop: z.union([z.string(), z.null(), z.array(z.string()).min(1).max(4)]).optional(),
	frequency_penalty: z.number().min(-2).max(2).nullish(),
	presence_penalty: z.number().min(-2).max(2).nullish(),
	seed: z.int().nullish(),
	n: z.literal(1).nullish(),
});

/** What a compatible server reads: the same, and it passes over fields that it does not know. */
export const compatibleShape = z.looseObject(chatShape.shape);

export type ChatRequest = z.infer<typeof chatShape>;
export type ChatMessage = ChatRequest['messages'][number];
