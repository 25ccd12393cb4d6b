import type { Counts, Step } from './vocabulary.ts';

export interface WireEvent {
	readonly name: string | undefined;
	readonly data: string;
}

/** Says steps in the form of one wire, for one answer. */
export interface Renderer {
	/** What comes before the first of the answer's own steps. */
	begin(steps: readonly Step[]): readonly WireEvent[];
	say(step: Step): readonly WireEvent[];
}

const plain = (data: unknown): WireEvent => ({ name: undefined, data: typeof data === 'string' ? data : JSON.stringify(data) });
const named = (data: { readonly type: string; readonly [field: string]: unknown }): WireEvent => ({
	name: data.type,
	data: JSON.stringify(data),
});

function counted(usage: Counts, input: string, output: string): unknown {
	if ('raw' in usage) return usage.raw;
	return { ...('in' in usage ? { [input]: usage.in } : {}), ...('out' in usage ? { [output]: usage.out } : {}), ...usage.more };
}

/** JSON, but for a number that JSON cannot say. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll('"@NaN"', 'NaN');
const FINISH: Readonly<Record<string, string>> = { filter: 'content_filter' };

/** Chat completions of OpenAI and all that are like it; reasoning as DeepSeek says it, or as OpenRouter does. */
export function chatCompletions(reasoningField: 'reasoning_content' | 'reasoning'): Renderer {
	const chunk = (choices: unknown, more: object = {}) =>
		plain(json({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more }));
	const delta = (value: object, reason: string | null = null) => chunk([{ index: 0, delta: value, finish_reason: reason }]);
	const use = (usage: Counts) => chunk([], { usage: counted(usage, 'prompt_tokens', 'completion_tokens') });
	return {
		begin: () => [delta({ role: 'assistant', content: '' })],
		say(step) {
			if (step.do === 'text') return [delta({ content: step.text })];
			if (step.do === 'reasoning') return [delta({ content: null, [reasoningField]: step.text })];
			if (step.do === 'usage') return [use(step.usage)];
			if (step.do === 'finish') {
				const end = step.why === null ? [] : [delta({}, FINISH[step.why] ?? step.why)];
				return [...end, ...(step.usage === null ? [] : [use(step.usage)])];
			}
			if (step.do === 'error') return [plain({ error: { message: step.message, type: step.code, code: step.code } })];
			return step.do === 'done' ? [plain('[DONE]')] : [];
		},
	};
}

/** Text completions: `/completions` in all its places. */
export function completions(): Renderer {
	const chunk = (choices: unknown, more: object = {}) => plain(json({ id: 'c1', object: 'text_completion', created: 1, choices, ...more }));
	const piece = (value: string, reason: string | null) => chunk([{ index: 0, text: value, logprobs: null, finish_reason: reason }]);
	const use = (usage: Counts) => chunk([], { usage: counted(usage, 'prompt_tokens', 'completion_tokens') });
	return {
		begin: () => [],
		say(step) {
			if (step.do === 'text') return [piece(step.text, null)];
			if (step.do === 'usage') return [use(step.usage)];
			if (step.do === 'finish') {
				const end = step.why === null ? [] : [piece('', FINISH[step.why] ?? step.why)];
				return [...end, ...(step.usage === null ? [] : [use(step.usage)])];
			}
			if (step.do === 'error') return [plain({ error: { message: step.message, type: step.code, code: step.code } })];
			return step.do === 'done' ? [plain('[DONE]')] : [];
		},
	};
}

/** OpenAI's Responses: numbered, named events. */
export function responses(): Renderer {
	let number = 0;
	let item: 'message' | 'reasoning' | null = null;
	let index = -1;
	let said = '';
	const emit = (type: string, more: object) => {
		const { data, ...rest } = named({ type, sequence_number: number++, ...more });
		return { ...rest, data: data.replaceAll('"@NaN"', 'NaN') };
	};
	const shell = (more: object) => ({ id: 'r1', object: 'response', created_at: 1, model: 'm', output: [], error: null, ...more });
	const close = (): WireEvent[] => {
		if (item === null) return [];
		const id = `i${index}`;
		const whole =
			item === 'message'
				? { id, type: 'message', status: 'completed', role: 'assistant', content: [{ type: 'output_text', text: said, annotations: [] }] }
				: { id, type: 'reasoning', summary: [{ type: 'summary_text', text: said }] };
		item = null;
		return [emit('response.output_item.done', { output_index: index, item: whole })];
	};
	const open = (type: 'message' | 'reasoning'): WireEvent[] => {
		if (item === type) return [];
		const before = close();
		item = type;
		index++;
		said = '';
		const id = `i${index}`;
		const empty = type === 'message' ? { id, type, status: 'in_progress', role: 'assistant', content: [] } : { id, type, summary: [] };
		const added = emit('response.output_item.added', { output_index: index, item: empty });
		const part =
			type === 'message'
				? emit('response.content_part.added', {
						...{ item_id: id, output_index: index, content_index: 0 },
						part: { type: 'output_text', text: '', annotations: [] },
					})
				: emit('response.reasoning_summary_part.added', {
						...{ item_id: id, output_index: index, summary_index: 0 },
						part: { type: 'summary_text', text: '' },
					});
		return [...before, added, part];
	};
	const piece = (type: 'message' | 'reasoning', value: string): WireEvent[] => {
		const opened = open(type);
		said += value;
		const place = { item_id: `i${index}`, output_index: index, delta: value };
		return [
			...opened,
			type === 'message'
				? emit('response.output_text.delta', { ...place, content_index: 0, logprobs: [] })
				: emit('response.reasoning_summary_text.delta', { ...place, summary_index: 0 }),
		];
	};
	return {
		begin: () => [emit('response.created', { response: shell({ status: 'in_progress', usage: null }) })],
		say(step) {
			if (step.do === 'text') return piece('message', step.text);
			if (step.do === 'reasoning') return piece('reasoning', step.text);
			if (step.do === 'usage') {
				const use = counted(step.usage, 'input_tokens', 'output_tokens');
				return [emit('response.in_progress', { response: shell({ status: 'in_progress', usage: use }) })];
			}
			if (step.do === 'finish') {
				const use = step.usage === null ? null : counted(step.usage, 'input_tokens', 'output_tokens');
				const why = { length: 'max_output_tokens', filter: 'content_filter' }[step.why ?? ''];
				const done = step.why === 'stop' || step.why === null;
				if (done) return [...close(), emit('response.completed', { response: shell({ status: 'completed', usage: use }) })];
				if (step.why === 'error' || step.why === 'failed') {
					const failure = { code: 'server_error', message: 'The model failed.' };
					return [...close(), emit('response.failed', { response: shell({ status: 'failed', error: failure, usage: use }) })];
				}
				const reason = { status: 'incomplete', incomplete_details: { reason: why ?? step.why }, usage: use };
				return [...close(), emit('response.incomplete', { response: shell(reason) })];
			}
			if (step.do === 'error') return [emit('error', { code: String(step.code), message: step.message, param: null })];
			return [];
		},
	};
}

const STOP_REASON: Readonly<Record<string, string>> = { stop: 'end_turn', length: 'max_tokens', filter: 'refusal' };

/** Anthropic counts the input at the beginning: what the script counts at its end, else 100. */
function countedAtStart(steps: readonly Step[]): unknown {
	const end = steps.find((step) => step.do === 'finish');
	if (end === undefined) return { input_tokens: 100, output_tokens: 1 };
	if (end.usage === null) return undefined;
	const sane = 'out' in end.usage && typeof end.usage.out === 'number' && end.usage.out > 0;
	return counted(sane ? { ...end.usage, out: 1 } : end.usage, 'input_tokens', 'output_tokens');
}

/** Anthropic's Messages: blocks, input counted at the beginning and output at the end. */
export function anthropic(): Renderer {
	let index = -1;
	let block: 'text' | 'thinking' | null = null;
	const emit = (data: { readonly type: string; readonly [field: string]: unknown }) => {
		const { name, data: said } = named(data);
		return { name, data: said.replaceAll('"@NaN"', 'NaN') };
	};
	const close = (): WireEvent[] => {
		if (block === null) return [];
		block = null;
		return [emit({ type: 'content_block_stop', index })];
	};
	const piece = (type: 'text' | 'thinking', delta: object): WireEvent[] => {
		const opened: WireEvent[] = [];
		if (block !== type) {
			opened.push(...close());
			block = type;
			index++;
			const empty = type === 'text' ? { type, text: '' } : { type, thinking: '', signature: '' };
			opened.push(emit({ type: 'content_block_start', index, content_block: empty }));
		}
		return [...opened, emit({ type: 'content_block_delta', index, delta })];
	};
	const message = { id: 'm1', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null, stop_sequence: null };
	return {
		begin: (steps) => [emit({ type: 'message_start', message: { ...message, usage: countedAtStart(steps) } })],
		say(step) {
			if (step.do === 'text') return piece('text', { type: 'text_delta', text: step.text });
			if (step.do === 'reasoning') return piece('thinking', { type: 'thinking_delta', thinking: step.text });
			if (step.do === 'usage') {
				const use = counted(step.usage, 'input_tokens', 'output_tokens');
				return [emit({ type: 'message_delta', delta: { stop_reason: null, stop_sequence: null }, usage: use })];
			}
			if (step.do === 'finish') {
				const reason = step.why === null ? null : (STOP_REASON[step.why] ?? step.why);
				const use = step.usage === null ? undefined : counted(step.usage, 'input_tokens', 'output_tokens');
				return [...close(), emit({ type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null }, usage: use })];
			}
			if (step.do === 'error') return [emit({ type: 'error', error: { type: String(step.code), message: step.message } })];
			return step.do === 'done' ? [emit({ type: 'message_stop' })] : [];
		},
	};
}

/** Ollama's `/api/generate`: a line an object; the last one is the end and holds the counts. */
export function ollamaLines(): Renderer {
	const line = (more: object) => plain(json({ model: 'm', created_at: '2026-11-28T00:00:00Z', ...more }));
	return {
		begin: () => [],
		say(step) {
			if (step.do === 'text') return [line({ response: step.text, done: false })];
			if (step.do === 'reasoning') return [line({ response: '', thinking: step.text, done: false })];
			if (step.do === 'finish') {
				const use = step.usage === null ? {} : counted(step.usage, 'prompt_eval_count', 'eval_count');
				return [line({ response: '', done: true, ...(step.why === null ? {} : { done_reason: step.why }), ...asObject(use) })];
			}
			return step.do === 'error' ? [plain({ error: step.message })] : [];
		},
	};
}

const STOP_TYPE: Readonly<Record<string, string>> = { stop: 'eos', length: 'limit' };

/** llama.cpp's `/infill`: the last message has `stop: true` and the counts. */
export function llamaServer(): Renderer {
	return {
		begin: () => [],
		say(step) {
			if (step.do === 'text') return [plain({ index: 0, content: step.text, stop: false })];
			if (step.do === 'finish') {
				const use = step.usage === null ? {} : counted(step.usage, 'tokens_evaluated', 'tokens_predicted');
				const why = step.why === null ? {} : { stop_type: STOP_TYPE[step.why] ?? step.why };
				return [plain(json({ index: 0, content: '', stop: true, ...why, ...asObject(use) }))];
			}
			return step.do === 'error' ? [plain({ error: { code: 500, message: step.message, type: step.code } })] : [];
		},
	};
}

function asObject(value: unknown): object {
	return typeof value === 'object' && value !== null ? value : {};
}
