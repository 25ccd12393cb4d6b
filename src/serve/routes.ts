import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import type { Answering } from './answer.ts';
import { readJson } from './body.ts';
import { answerCount } from './count.ts';
import type { EndpointDeps } from './endpoint-types.ts';
import type { KnownModels } from './known-models.ts';
import type { Limits } from './limits.ts';
import { modelList, oneModel } from './models.ts';
import { NONCE, proofOf, type WhoIsThere } from './proof.ts';
import { type Exchange, sendFailure, sendJson } from './reply.ts';
import { answerRoute } from './route.ts';
import { failure, Refused } from './status.ts';
import type { TextAnswering } from './text-answer.ts';
import { ANSWER_PATHS, suggestedWire, type Wires } from './wires.ts';

/** Open to whoever is on this machine: who is there, and that it is alive. */
const WITHOUT_KEY = new Set(['/', '/routoo']);

export interface RoutesOf {
	readonly deps: EndpointDeps;
	readonly limits: Limits;
	readonly wires: Wires;
	readonly answering: Answering;
	readonly texts: TextAnswering;
	readonly known: KnownModels;
	readonly port: () => number;
}

type Env = { Bindings: HttpBindings & { readonly exchange: Exchange } };

/** A path without query, closing slash and version: some clients' base addresses end in `/v1` and some add it themselves. */
export function pathOf(url: string): string {
	const path = url.split(/[?#]/, 1)[0]!.replace(/\/+$/, '');
	return path.replace(/^(?:\/v1){1,2}(?=\/|$)/, '') || '/';
}

export function needsKey(path: string): boolean {
	return !WITHOUT_KEY.has(path);
}

/** What each path does, once the guard has let a request in. */
export function routes({ deps, limits, wires, answering, texts, known, port }: RoutesOf): Hono<Env> {
	const { agent } = deps;
	const app = new Hono<Env>({ getPath: (_request, options) => (options?.env as Env['Bindings'] | undefined)?.exchange.path ?? '/' });
	let streams = 0;

	/** A body that is read, while fewer than the most are being answered. */
	const posted = (run: (exchange: Exchange, body: unknown) => Promise<void>) => {
		return async ({ env: { exchange } }: Context<Env>): Promise<Response> => {
			if (streams >= limits.streams) {
				throw new Refused(failure('tooManyStreams', `${limits.streams} answers are being written at once. Wait until one is done.`));
			}
			streams++;
			try {
				const body = await readJson(exchange.req, exchange.res, limits.body);
				if (body !== null) await run(exchange, body.value);
			} finally {
				streams--;
			}
			return RESPONSE_ALREADY_SENT;
		};
	};
	for (const [path, name] of Object.entries(ANSWER_PATHS)) {
		app.post(
			path,
			posted((exchange, body) => answering.answer(exchange, wires[name], body)),
		);
	}
	app.post(
		'/completions',
		posted((exchange, body) => texts.answer(exchange, body)),
	);
	app.post(
		'/messages/count_tokens',
		posted((exchange, body) => answerCount(exchange, wires.messages, body, answering)),
	);
	app.post(
		'/route',
		posted((exchange, body) => answerRoute(exchange, body, { deps, wires, answering })),
	);
	app.get('/models', async ({ env: { exchange } }) => {
		await known.wait(null);
		sendJson(exchange, 200, modelList(agent.entries(), exchange.req.headers));
		return RESPONSE_ALREADY_SENT;
	});
	app.get('/models/:id{.+}', async ({ env: { exchange }, req }) => {
		await known.wait(null);
		const id = req.param('id');
		const model = oneModel(id, agent.entries(), exchange.req.headers);
		if (model === null) throw new Refused(failure('notFound', `Routoo has no model "${id.slice(0, 100)}". GET /v1/models lists them.`));
		sendJson(exchange, 200, model);
		return RESPONSE_ALREADY_SENT;
	});
	app.get('/routoo', async ({ env: { exchange } }) => {
		const nonce = /[?&]nonce=([0-9a-f]+)/.exec(exchange.req.url ?? '')?.[1] ?? '';
		const proof = NONCE.test(nonce) ? proofOf(await deps.key(), nonce, port()) : null;
		sendJson(exchange, 200, { name: 'routoo', version: deps.version, proof } satisfies WhoIsThere);
		return RESPONSE_ALREADY_SENT;
	});
	app.get('/', ({ env: { exchange } }) => {
		sendJson(exchange, 200, { name: 'routoo', status: 'ok' });
		return RESPONSE_ALREADY_SENT;
	});
	const posts = [...Object.keys(ANSWER_PATHS), '/completions', '/messages/count_tokens', '/route'];
	for (const path of [...posts, '/models', '/models/:id{.+}', '/routoo', '/']) {
		const allow = posts.includes(path) ? 'POST' : 'GET, HEAD';
		app.all(path, ({ env: { exchange } }) => {
			const wire = suggestedWire(wires, exchange.path, exchange.req.headers);
			if (exchange.req.headers.upgrade?.toLowerCase().includes('websocket') === true) {
				const plain = failure(
					'noWebSocket',
					`There are no websockets here. Send the request to ${exchange.path.slice(0, 100)} by ${allow}.`,
				);
				sendFailure(exchange, wire, plain, limits.lingerMs, { allow, connection: 'close' });
				return RESPONSE_ALREADY_SENT;
			}
			const why = failure('wrongMethod', `${exchange.path.slice(0, 100)} takes ${allow} alone.`);
			sendFailure(exchange, wire, why, limits.lingerMs, { allow });
			return RESPONSE_ALREADY_SENT;
		});
	}
	app.notFound(({ env: { exchange } }) => {
		throw new Refused(failure('notFound', `This endpoint has no ${exchange.path.slice(0, 100)}.`));
	});
	app.onError((error) => {
		throw error;
	});
	return app;
}
