import type { IncomingHttpHeaders } from 'node:http';
import type { Wire } from './wire.ts';
import { completionsWire } from './wires/completions/wire.ts';
import { messagesWire } from './wires/messages/wire.ts';
import { responsesWire } from './wires/responses/wire.ts';

export type Wires = Readonly<Record<Wire['name'], Wire>>;

/** Where each wire asks for answers, without the version prefix. */
export const ANSWER_PATHS: Readonly<Record<string, Wire['name']>> = {
	'/chat/completions': 'completions',
	'/responses': 'responses',
	'/messages': 'messages',
};

/** Whether a client reads Anthropic's form where both vendors have the path. */
export function readsAnthropic(headers: IncomingHttpHeaders): boolean {
	return headers['anthropic-version'] !== undefined;
}

/** Whose form an answer has that belongs to no wire's path, an error above all: what the path suggests, else the headers. */
export function suggestedWire(wires: Wires, path: string, headers: IncomingHttpHeaders): Wire {
	if (path.startsWith('/responses')) return wires.responses;
	if (path.startsWith('/chat') || path.startsWith('/completions')) return wires.completions;
	if (path.startsWith('/messages') || readsAnthropic(headers)) return wires.messages;
	return headers['x-api-key'] !== undefined && headers.authorization === undefined ? wires.messages : wires.completions;
}

export const WIRES: Wires = { completions: completionsWire, responses: responsesWire, messages: messagesWire };
