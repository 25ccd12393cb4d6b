import type { AnswerFormat, Message } from '../../core/message/message.ts';
import type { StreamEvent, StreamRequest } from '../../core/message/stream.ts';
import type { SdkOptions, Wire } from './sdk-prompt.ts';

type Settings = Pick<SdkOptions, 'temperature' | 'topP' | 'seed' | 'stopSequences' | 'responseFormat'>;

/**
 * What a caller wishes of the answer, as the SDK takes it. A server that refuses a field by its name gets it no more (RequestFields). The
 * Responses API knows no stop sequences: `untilStop` cuts there. Anthropic's wire knows a schema alone, and of some models and schemas
 * only (`output_config.format`; Claude 4.5 and later): for the others the SDK would force a call of a tool, so there a format is asked for
 * in words.
 */
export function sdkWishes({ wishes = {} }: StreamRequest, wire: Wire): Settings {
	const { temperature, topP, seed, stop, format } = wishes;
	const set = {
		...{ temperature, topP },
		seed: wire === 'chat' ? seed : undefined,
		stopSequences: wire === 'responses' || stop === undefined || stop.length === 0 ? undefined : [...stop],
		responseFormat: format === undefined || (wire === 'anthropic' && format.kind === 'json') ? undefined : sdkFormat(format),
	};
	return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)) as Settings;
}

function sdkFormat(format: AnswerFormat): Settings['responseFormat'] {
	if (format.kind === 'json') return { type: 'json' };
	const { schema, name, description } = format;
	return { type: 'json', schema: schema as never, name, ...(description === undefined ? {} : { description }) };
}

/** Options of the vendors' own: one call an answer, and whether a schema binds. */
export function vendorWishes({ wishes = {}, tools }: StreamRequest, wire: Wire) {
	const single = wishes.parallelToolCalls === false && tools.length > 0;
	const { format } = wishes;
	const strict = wire !== 'anthropic' && format?.kind === 'schema' ? { strictJsonSchema: format.strict } : {};
	if (!single || wire === 'chat') return strict;
	return wire === 'responses' ? { ...strict, parallelToolCalls: false } : { disableParallelToolUse: true };
}

/** Whether the body, as the server takes it, says what form the answer must have. */
export function saysFormat(json: string): boolean {
	return /"(?:response_format|format)":\s*\{\s*"type":\s*"json_/.test(json);
}

/** The conversation with the format asked for in words, behind the system text. */
export function withFormatInWords(messages: readonly Message[], format: AnswerFormat): readonly Message[] {
	const words =
		format.kind === 'json'
			? 'Answer with one JSON object and nothing else: no words around it, no code fence.'
			: `Answer with one JSON value and nothing else: no words around it, no code fence. It must match this JSON Schema:\n${JSON.stringify(format.schema)}`;
	const at = messages.findLastIndex(({ role }) => role === 'system') + 1;
	return [...messages.slice(0, at), { role: 'system', parts: [{ type: 'text', text: words }] }, ...messages.slice(at)];
}

/**
 * The answer up to the first stop sequence, for wires that have none. What may be the beginning of one is held back until that is known;
 * thinking and calls go by.
 */
export async function* untilStop(events: AsyncIterable<StreamEvent>, stop: readonly string[]): AsyncGenerator<StreamEvent> {
	const sequences = stop.filter((sequence) => sequence !== '');
	let held = '';
	for await (const event of events) {
		if (event.type !== 'text') {
			if (held !== '' && event.type !== 'reasoning' && event.type !== 'usage') {
				yield { type: 'text', text: held };
				held = '';
			}
			yield event;
			continue;
		}
		held += event.text;
		const ends = sequences.map((sequence) => held.indexOf(sequence)).filter((at) => at >= 0);
		if (ends.length > 0) {
			const text = held.slice(0, Math.min(...ends));
			if (text !== '') yield { type: 'text', text };
			yield { type: 'end', reason: 'stop' };
			return;
		}
		const open = openEnd(held, sequences);
		const text = held.slice(0, held.length - open);
		held = held.slice(held.length - open);
		if (text !== '') yield { type: 'text', text };
	}
	if (held !== '') yield { type: 'text', text: held };
}

/** Characters at the end that a sequence may go on from. */
function openEnd(text: string, sequences: readonly string[]): number {
	let most = 0;
	for (const sequence of sequences) {
		for (let n = Math.min(sequence.length - 1, text.length); n > most; n--) {
			if (sequence.startsWith(text.slice(text.length - n))) most = n;
		}
	}
	return most;
}
