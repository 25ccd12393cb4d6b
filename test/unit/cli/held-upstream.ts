import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** µ$ a token, which is dollars per million tokens. */
const PRICE = { input: 10, output: 100 } as const;
/** No more than the request that is asked holds: a server that counts what nobody sent would pass any limit. */
const TOKENS = { input: 8, output: 10 } as const;
/** What an answer that ends costs, µ$. */
export const WHOLE_COST = TOKENS.input * PRICE.input + TOKENS.output * PRICE.output;
const MODEL = 'one-model';

/** A server in OpenAI's form that sends nothing, or the rest of its answer, before it is let. */
export class HeldUpstream {
	/** Values of the authorization header of each request, in their order. */
	readonly authorizations: (string | undefined)[] = [];
	readonly #server = createServer((request, response) => {
		if (request.method === 'GET') {
			response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: [{ id: MODEL, context_length: 100_000 }] }));
			return;
		}
		this.authorizations.push(request.headers.authorization);
		request.resume().on('end', () => void this.#answer(response));
	});
	#first = Promise.withResolvers<void>();
	#rest = Promise.withResolvers<void>();
	/** Requests whose connection was closed before the end. */
	left = 0;

	constructor() {
		this.letAll();
	}

	async start(): Promise<this> {
		await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
		return this;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	/** Nothing is sent before `letAll`. */
	holdAll(): void {
		this.#first = Promise.withResolvers();
		this.holdRest();
	}

	/** A first text is sent, and nothing more before `letAll`. */
	holdRest(): void {
		this.#rest = Promise.withResolvers();
	}

	letAll(): void {
		this.#first.resolve();
		this.#rest.resolve();
	}

	async close(): Promise<void> {
		this.letAll();
		this.#server.closeAllConnections();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}

	/** As an entry of routoo.endpoints. */
	endpoint(more: object = {}): object {
		return { id: 'up', name: 'Upstream', url: `http://127.0.0.1:${this.port}/v1`, local: false, needsKey: false, ...more };
	}

	async #answer(response: ServerResponse): Promise<void> {
		let ended = false;
		response.on('close', () => {
			if (!ended) this.left++;
		});
		const send = (delta: object, more: object = {}): void => {
			const choices = [{ index: 0, delta, finish_reason: null, ...more }];
			response.write(`data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: MODEL, choices })}\n\n`);
		};
		await this.#first.promise;
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		send({ role: 'assistant', content: 'The first of it. ' });
		await this.#rest.promise;
		send({ content: 'The rest.' });
		send({}, { finish_reason: 'stop' });
		const usage = { prompt_tokens: TOKENS.input, completion_tokens: TOKENS.output, total_tokens: TOKENS.input + TOKENS.output };
		response.write(
			`data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: MODEL, choices: [], usage })}\n\n`,
		);
		ended = true;
		response.end('data: [DONE]\n\n');
	}
}

/** Settings under which this server alone is asked. */
export function settingsFor(upstream: Pick<HeldUpstream, 'endpoint'>, more: object = {}): object {
	return {
		'routoo.discoverLocalServers': false,
		'routoo.endpoints': [upstream.endpoint()],
		'routoo.prices': { [MODEL]: { input: PRICE.input, output: PRICE.output } },
		...more,
	};
}
