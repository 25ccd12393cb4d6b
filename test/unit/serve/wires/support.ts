import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnswerPart, ReasoningPart, ToolCallPart } from '../../../../src/core/message/message.ts';
import type { AnswerStart, RoutingNote, Wire, WireAnswer, WireRequest, WireStream } from '../../../../src/serve/wire.ts';

export const NOTE: RoutingNote = {
	model: 'openai/gpt-5-mini',
	name: 'GPT-5 mini',
	recipient: 'OpenAI',
	quality: { mean: 0.8, low: 0.7, high: 0.9 },
	expectedCostUsd: 0.002,
	maxCostUsd: 0.01,
	costUsd: 0.0015,
	reason: 'good enough and cheapest',
	run: 'run-1',
	requestedModel: null,
};

export function started(request: WireRequest, note: RoutingNote | null = null): AnswerStart {
	return { id: 'abc123', createdMs: 1_790_000_000_500, model: 'gpt-5-mini', request, note };
}

export function answered(parts: readonly AnswerPart[], also: Partial<WireAnswer> = {}): WireAnswer {
	const calls = parts.some(({ type }) => type === 'toolCall');
	const usage = { input: 70, cachedInput: 30, cacheWrite: 20, output: 50, reasoning: 10 };
	return { parts, ended: calls ? 'toolCalls' : 'stop', usage, note: NOTE, ...also };
}

/** What comes of a model, event by event. */
export type Said =
	| { readonly kind: 'text' | 'reasoning'; readonly text: string }
	| { readonly kind: 'part'; readonly part: ReasoningPart }
	| { readonly kind: 'piece'; readonly id: string; readonly name: string; readonly text: string }
	| { readonly kind: 'call'; readonly call: ToolCallPart }
	| { readonly kind: 'ping' };

export function written(stream: WireStream, said: readonly Said[]): readonly string[] {
	return [stream.begin(), ...said.map((one) => writtenOf(stream, one))];
}

function writtenOf(stream: WireStream, one: Said): string {
	switch (one.kind) {
		case 'text':
			return stream.text(one.text);
		case 'reasoning':
			return stream.reasoning(one.text);
		case 'part':
			return stream.reasoningPart(one.part);
		case 'piece':
			return stream.callDelta(one.id, one.name, one.text);
		case 'call':
			return stream.call(one.call);
		case 'ping':
			return stream.ping();
	}
}

/** The data of each event. */
export function events(bytes: string): readonly unknown[] {
	return bytes
		.split('\n\n')
		.filter((event) => event.startsWith('data: ') && event !== 'data: [DONE]')
		.map((event) => JSON.parse(event.slice(6)) as unknown);
}

export interface WireServer {
	readonly url: string;
	/** What is answered next. */
	next: { readonly said: readonly Said[]; readonly answer: WireAnswer; readonly failed?: Parameters<WireStream['failed']>[0] };
	readonly received: WireRequest[];
	close(): Promise<void>;
}

/** A real server that speaks one wire; it sends each event in a packet of its own. */
export async function wireServer(wire: Wire): Promise<WireServer> {
	const received: WireRequest[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.setEncoding('utf8').on('data', (chunk: string) => {
			body += chunk;
		});
		request.on('end', () => {
			const read = wire.read(JSON.parse(body), request.headers);
			received.push(read);
			const start = started(read);
			const { said, answer, failed } = self.next;
			if (!read.stream) {
				response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(wire.body(start, answer)));
				return;
			}
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			const stream = wire.stream(start);
			for (const bytes of written(stream, said)) if (bytes !== '') response.write(bytes);
			response.end(failed === undefined ? stream.end(answer) : stream.failed(failed));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const self: WireServer = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		next: { said: [], answer: answered([]) },
		received,
		close: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
	return self;
}
