import { z } from 'zod';
import { breakpoint, commonFields, effort, functionName, imageDetail } from './chat-shape.ts';

/*
 * The body of `POST /v1/responses`, as the types of `openai` 7.59.0 give it (generated from the published specification), read
 * 2026-11-28. Hosted tools, files, prompts and conversations are left out, and so refused.
 */

const inputText = z.strictObject({ type: z.literal('input_text'), text: z.string(), prompt_cache_breakpoint: breakpoint });
const inputImage = z.strictObject({
	type: z.literal('input_image'),
	image_url: z.string(),
	detail: imageDetail,
	prompt_cache_breakpoint: breakpoint,
});
const input = z.array(z.discriminatedUnion('type', [inputText, inputImage]));
const outputText = z.strictObject({
	type: z.literal('output_text'),
	text: z.string(),
	annotations: z.array(z.unknown()).optional(),
	logprobs: z.array(z.unknown()).optional(),
});
const output = z.array(z.discriminatedUnion('type', [outputText, z.strictObject({ type: z.literal('refusal'), refusal: z.string() })]));
const status = z.enum(['in_progress', 'completed', 'incomplete']).nullish();
const idOf = (prefix: string) => z.string().startsWith(`${prefix}_`, `Expected an ID that begins with '${prefix}'`).optional();

const said = z.strictObject({
	type: z.literal('message').optional(),
	role: z.enum(['user', 'system', 'developer']),
	content: z.union([z.string(), input]),
	status,
});
const answered = z.strictObject({
	type: z.literal('message').optional(),
	role: z.literal('assistant'),
	id: idOf('msg'),
	content: z.union([z.string(), output]),
	phase: z.enum(['commentary', 'final_answer']).nullish(),
	status,
});
const call = z.strictObject({
	type: z.literal('function_call'),
	id: idOf('fc'),
	call_id: z.string().min(1).max(64),
	name: functionName,
	arguments: z.string(),
	status,
});
const callOutput = z.strictObject({
	type: z.literal('function_call_output'),
	id: z.string().nullish(),
	call_id: z.string().min(1).max(64),
	output: z.union([z.string(), input]),
	status,
});
const reasoning = z.strictObject({
	type: z.literal('reasoning'),
	id: z.string().startsWith('rs_', "Expected an ID that begins with 'rs'").optional(),
	summary: z.array(z.strictObject({ type: z.literal('summary_text'), text: z.string() })),
	content: z.array(z.strictObject({ type: z.literal('reasoning_text'), text: z.string() })).optional(),
	encrypted_content: z.string().nullish(),
	status,
});
const reference = z.strictObject({ type: z.literal('item_reference'), id: z.string() });

const item = z.union([
	z.discriminatedUnion('type', [call, callOutput, reasoning, reference]),
	z.discriminatedUnion('role', [said, answered]),
]);

const functionTool = z.strictObject({
	type: z.literal('function'),
	name: functionName,
	description: z.string().nullish(),
	parameters: z.record(z.string(), z.unknown()).nullable(),
	strict: z.boolean().nullish(),
});
const named = z.strictObject({ type: z.literal('function'), name: functionName });
const allowed = z.strictObject({ type: z.literal('allowed_tools'), mode: z.enum(['auto', 'required']), tools: z.array(named).min(1) });

/** The whole body. */
export const responsesShape = z.strictObject({
	...commonFields,
	input: z.union([z.string(), z.array(item).min(1)]),
	instructions: z.string().nullish(),
	tools: z.array(functionTool).max(128).optional(),
	tool_choice: z.union([z.enum(['none', 'auto', 'required']), z.discriminatedUnion('type', [named, allowed])]).optional(),
	max_output_tokens: z.int().min(16).nullish(),
	reasoning: z
		.strictObject({
			effort,
			summary: z.enum(['auto', 'concise', 'detailed']).nullish(),
			context: z.enum(['auto', 'current_turn', 'all_turns']).nullish(),
		})
		.nullish(),
	include: z.array(z.enum(['reasoning.encrypted_content', 'message.output_text.logprobs', 'message.input_image.image_url'])).nullish(),
	text: z
		.strictObject({ format: z.looseObject({ type: z.string() }).optional(), verbosity: z.enum(['low', 'medium', 'high']).nullish() })
		.optional(),
	truncation: z.enum(['auto', 'disabled']).nullish(),
	previous_response_id: z.string().nullish(),
	stream_options: z.strictObject({ include_obfuscation: z.boolean().optional() }).nullish(),
	top_logprobs: z.int().min(0).max(20).nullish(),
});

export type ResponsesRequest = z.infer<typeof responsesShape>;
export type ResponsesItem = Exclude<ResponsesRequest['input'], string>[number];
/** What an answer of this server is made of, whole. */
export type OutputItem = z.infer<typeof answered> | z.infer<typeof call> | z.infer<typeof reasoning>;
