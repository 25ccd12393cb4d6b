import type { IncomingHttpHeaders } from 'node:http';
import { PRESET_ENTRIES } from '../app/agent/agent-request.ts';
import type { AgentEntry } from '../app/agent/ports.ts';
import { readsAnthropic } from './wires.ts';

/** Routoo's own, as clients know them. */
const OWN = 'routoo';
/** Nobody knows when a model came out: the epoch, as Anthropic's API has it then. */
const UNKNOWN_DAY = '1970-01-01T00:00:00Z';

interface Listed {
	readonly id: string;
	readonly owner: string;
	readonly entry: AgentEntry;
}

/** Routoo's entries first, then every model of the pool. */
export function modelList(entries: readonly AgentEntry[], headers: IncomingHttpHeaders): object {
	const all = listed(entries);
	if (!readsAnthropic(headers)) return { object: 'list', data: all.map(openAi) };
	return { data: all.map(anthropic), has_more: false, first_id: all[0]?.id ?? null, last_id: all.at(-1)?.id ?? null };
}

/** Null for one that is not there. */
export function oneModel(id: string, entries: readonly AgentEntry[], headers: IncomingHttpHeaders): object | null {
	const all = listed(entries);
	const found = all.find((one) => one.id === id) ?? all.find(({ entry }) => entry.id === id);
	if (found === undefined) return null;
	return readsAnthropic(headers) ? anthropic(found) : openAi(found);
}

function listed(entries: readonly AgentEntry[]): readonly Listed[] {
	return entries
		.filter(({ selectable }) => selectable)
		.map((entry) => {
			const own = Object.hasOwn(PRESET_ENTRIES, entry.id);
			return { id: own ? `${OWN}/${entry.id}` : entry.id, owner: own ? OWN : (entry.id.split('/')[0] ?? OWN), entry };
		});
}

/**
 * Beside OpenAI's four fields those that servers like it have made common, each read by some client: `context_length` and
 * `top_provider.max_completion_tokens` (OpenRouter), `max_model_len` (vLLM), `context_window` (Groq), `max_output_tokens`,
 * `architecture.input_modalities` and `supported_parameters` (OpenRouter).
 */
function openAi({ id, owner, entry }: Listed): object {
	const { name, detail, maxInputTokens, maxOutputTokens, tools, vision } = entry;
	const context = maxInputTokens + maxOutputTokens;
	return {
		...{ id, object: 'model', created: 0, owned_by: owner },
		...{ name, description: detail },
		...{ context_length: context, context_window: context, max_model_len: context, max_output_tokens: maxOutputTokens },
		top_provider: { context_length: context, max_completion_tokens: maxOutputTokens, is_moderated: false },
		architecture: {
			modality: vision ? 'text+image->text' : 'text->text',
			input_modalities: vision ? ['text', 'image'] : ['text'],
			output_modalities: ['text'],
		},
		supported_parameters: [
			'max_tokens',
			'temperature',
			'top_p',
			'stop',
			'seed',
			'response_format',
			...(tools ? ['tools', 'tool_choice'] : []),
		],
	};
}

/** As Anthropic's API lists models (its library 1.14.0, read 2026-11-29); what an entry does not know is null, as there. */
function anthropic({ id, entry }: Listed): object {
	const { name, maxInputTokens, maxOutputTokens } = entry;
	return {
		...{ type: 'model', id, display_name: name, created_at: UNKNOWN_DAY },
		...{ max_input_tokens: maxInputTokens, max_tokens: maxOutputTokens },
		...{ capabilities: null, lifecycle: 'active', line: null, deprecated_at: null, retires_at: null },
	};
}
