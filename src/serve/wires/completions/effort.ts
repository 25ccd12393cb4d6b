import { effortOfBudget } from '../../../core/model/efforts.ts';
import { effortWord, type Fields, field, fieldsOf, isObject, string } from './fields.ts';

/**
 * What vendors behind this wire call the effort: `reasoning_effort`; OpenRouter's `reasoning`; `thinking` as proxies hand Anthropic's on;
 * Gemini's `thinking_config`; Alibaba's `enable_thinking` and `thinking_budget`. What else stands in those objects is not known here.
 * Null where none is asked for. Errors: RoutooError 'invalidInput' for a `reasoning_effort` that is no word.
 */
export function askedEffort(request: Fields): string | null {
	const word = string(request, 'reasoning_effort');
	const asked = word !== null && word !== '' ? word : (ofReasoning(request) ?? ofThinking(request) ?? ofGemini(request) ?? ofQwen(request));
	return asked === null ? null : effortWord(asked, 'reasoning_effort');
}

function ofReasoning(request: Fields): string | null {
	const reasoning = within(request, 'reasoning');
	if (reasoning === null) return null;
	const word = string(reasoning, 'effort');
	if (word !== null && word !== '') return word;
	return field(reasoning, 'enabled') === false ? 'none' : budget(reasoning, 'max_tokens');
}

function ofThinking(request: Fields): string | null {
	const thinking = within(request, 'thinking');
	if (thinking === null) return null;
	return field(thinking, 'type') === 'disabled' ? 'none' : budget(thinking, 'budget_tokens');
}

function ofGemini(request: Fields): string | null {
	const extra = within(request, 'extra_body') ?? request;
	const google = within(extra, 'google');
	const config = google === null ? null : within(google, 'thinking_config');
	if (config === null) return null;
	const level = field(config, 'thinking_level');
	return typeof level === 'string' && level !== '' ? level.toLowerCase() : budget(config, 'thinking_budget');
}

function ofQwen(request: Fields): string | null {
	return field(request, 'enable_thinking') === false ? 'none' : budget(request, 'thinking_budget');
}

function budget(fields: Fields, name: string): string | null {
	const tokens = field(fields, name);
	return typeof tokens === 'number' && Number.isFinite(tokens) ? effortOfBudget(tokens) : null;
}

/** Null where it is no object: what other vendors put there says nothing here. */
function within(fields: Fields, name: string): Fields | null {
	const value = field(fields, name);
	return isObject(value) ? fieldsOf(value, name) : null;
}
