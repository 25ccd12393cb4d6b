import { type Message, type ToolCallPart, textOf } from '../message/message.ts';
import { callHash } from './text-hash.ts';

const ID = /^(?:bash|shell|task|session|process|terminal|exec)_?id$/i;
/** Where a client says it: `Command running in background with ID: b1`, `Process running with session ID 7`. */
const SAYS = 600;
const STARTED = /\bID:? {0,2}["'`]?([\w-]{1,80})/gi;

/**
 * Calls that read on what an earlier one started in the background, by the hash of their ids, each as one call with the arguments of both:
 * what such a command shows comes with them.
 */
export function polledCalls(messages: readonly Message[]): ReadonlyMap<string, Pick<ToolCallPart, 'name' | 'arguments'>> {
	const calls = new Map<string, ToolCallPart>();
	const started = new Map<string, ToolCallPart>();
	const found = new Map<string, Pick<ToolCallPart, 'name' | 'arguments'>>();
	for (const message of messages) {
		if (message.role === 'assistant') {
			for (const part of message.parts) {
				if (part.type !== 'toolCall') continue;
				calls.set(part.id, part);
				const start = started.get(idOf(part.arguments) ?? '');
				if (start !== undefined)
					found.set(callHash(part.id), { name: start.name, arguments: `{"start":${start.arguments},"poll":${part.arguments}}` });
			}
		}
		if (message.role !== 'tool') continue;
		for (const { callId, content } of message.parts) {
			const call = calls.get(callId);
			if (call === undefined || found.has(callHash(callId))) continue;
			for (const [, id = ''] of textOf(content).slice(0, SAYS).matchAll(STARTED)) started.set(id, call);
		}
	}
	return found;
}

/** Null where the arguments name none, or are long: those that only ask for more are short. */
function idOf(written: string): string | null {
	if (written.length > 20_000) return null;
	try {
		const value: unknown = JSON.parse(written);
		if (typeof value !== 'object' || value === null) return null;
		const id = Object.entries(value).find(([key]) => ID.test(key))?.[1];
		return typeof id === 'string' || typeof id === 'number' ? String(id) : null;
	} catch {
		return null;
	}
}
