import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/base/time.ts';
import { errorFromResponse } from '../../../src/providers/errors.ts';
import { failureOf } from './failure.ts';
import { json, KEY } from './server.ts';

const context = {
	endpoint: {
		displayName: 'Vendor',
		baseUrl: 'https://user:pass-word@host.example/v1?key=abc',
		local: false,
		kind: 'openai-compatible' as const,
	},
	model: 'some-model',
	secret: KEY,
};
const answered = (status: number, body: unknown, headers: Record<string, string> = {}) => {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const type = text.startsWith('<') ? 'text/html' : text.startsWith('{') || text.startsWith('[') ? 'application/json' : 'text/plain';
	return errorFromResponse(context, { status, headers: new Headers({ 'content-type': type, ...headers }), body: text }, systemClock.now());
};
const page = (title: string) => `<html><head><title>${title}</title></head><body><h1>${title}</h1><hr>nginx</body></html>`;

describe('a refusal as a web page', () => {
	it.each([
		[429, '429 Too Many Requests', 'rateLimit', 'model'],
		[413, '413 Request Entity Too Large', 'contextTooLong', 'request'],
		[403, 'Attention Required! | CDN', 'auth', 'endpoint'],
		[402, 'Payment Required', 'quota', 'endpoint'],
		[401, '401 Authorization Required', 'auth', 'endpoint'],
		[408, '408 Request Time-out', 'timeout', 'request'],
		[400, '400 Bad Request', 'badResponse', 'endpoint'],
		[407, '407 Proxy Authentication Required', 'network', 'endpoint'],
		[503, '503 Service Temporarily Unavailable', 'server', 'model'],
		[404, '404 Not Found', 'badResponse', 'endpoint'],
	] as const)('%i keeps its meaning', (status, title, kind, scope) => {
		const error = answered(status, page(title));
		expect(error).toMatchObject({ kind, rule: { scope } });
		expect(error.message.includes('points at a web page')).toBe(status === 404);
	});

	it('keeps its wait', () => {
		expect(answered(429, page('429 Too Many Requests'), { 'retry-after': '17' })).toMatchObject({ retryAfterMs: 17_000 });
	});
});

describe('a wait that has passed', () => {
	it.each(['-5', '0', 'Wed, 31 Dec 2025 23:00:00 GMT', '-0.5', ' -30 '])('%s says nothing', (value) => {
		const error = answered(429, { error: { message: 'slow down' } }, { 'retry-after': value });
		expect(error.retryAfterMs).toBeNull();
		expect(error.message).toBe('Vendor takes no more requests: its rate limit is reached.');
	});

	it('leaves the word to another header that does', () => {
		const headers = { 'retry-after': 'Wed, 31 Dec 2025 23:00:00 GMT', 'x-ratelimit-reset-requests': '20s' };
		expect(answered(429, {}, headers).retryAfterMs).toBe(20_000);
	});

	it.each(['0.0004', '0.4'])('%s s is not told as no time', (value) => {
		expect(answered(429, {}, { 'retry-after': value }).message).not.toMatch(/ 0 |ms/);
	});
});

describe('statuses that are no refusals', () => {
	it.each([304, 300])('%i is no redirect', (status) => {
		const error = answered(status, '');
		expect(error.message).toBe(`Vendor sent no answer, only the status ${status}.`);
		expect(answered(307, '').message).toContain('another address');
	});

	it('204 is no broken answer', async () => {
		const { error } = await failureOf((_request, response) => response.writeHead(204).end());
		expect(error.message).toBe('Test vendor sent an empty answer (HTTP 204).');
	});
});

describe('a 404 or 405', () => {
	it.each([
		[404, { error: { code: '404', message: 'Resource not found' } }],
		[404, { detail: 'Not Found' }],
		[404, { type: 'error', error: { type: 'not_found_error', message: 'Not Found' } }],
		[404, { error: { message: 'Unknown request URL: POST /v1/v1/chat/completions.', type: 'invalid_request_error' } }],
		[404, { message: 'no Route matched with those values' }],
		[404, '404 page not found'],
		[404, ''],
		[405, { detail: 'Method Not Allowed' }],
		[400, { error: 'Unexpected endpoint or method. (POST /api/v0/chat/completions)' }],
	])('%i %j that does not speak of a model is about the address', (status, body) => {
		expect(answered(status, body)).toMatchObject({
			kind: 'badResponse',
			message: 'Vendor has no chat API at https://host.example/v1.',
			rule: { scope: 'endpoint' },
		});
	});

	it.each([
		{ error: { message: 'The model `some-model` does not exist' } },
		{ error: { code: 404, message: 'models/some-model is not found for API version v1beta' } },
		{ error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' } },
		{ type: 'error', error: { type: 'not_found_error', message: 'model: some-model' } },
	])('%j that does is about the model', (body) => {
		expect(answered(404, body)).toMatchObject({ kind: 'modelNotFound', rule: { scope: 'model' } });
	});
});

describe('the vendor’s own words', () => {
	it.each([
		[
			422,
			{ detail: [{ loc: ['body', 'messages', 0, 'content'], msg: 'Input should be a valid string', type: 'string_type' }] },
			'messages.0.content: Input should be a valid string',
		],
		[422, { detail: 'Something about the body' }, 'Something about the body'],
		[400, { message: { detail: [{ msg: 'Value is odd' }] } }, 'Value is odd'],
		[400, { title: 'Bad Request', detail: 'The size is odd', status: 400 }, 'The size is odd'],
		[400, { errors: [{ message: 'First of them' }, { message: 'second' }] }, 'First of them; second'],
		[400, { error_description: 'It is no use' }, 'It is no use'],
		[400, 'plain words of a proxy', 'plain words of a proxy'],
		[
			401,
			{ error: { message: 'Your organization must be verified to use this API.' } },
			'Your organization must be verified to use this API',
		],
		[401, { error: { message: 'Incorrect API key provided.' } }, 'Incorrect API key provided'],
		[403, { error: { message: 'You are not allowed to sample from this model' } }, 'You are not allowed to sample from this model'],
	])('%i %j are quoted', (status, body, words) => {
		expect(answered(status, body).message).toContain(`"${words}"`);
	});

	it.each([
		['Your organization must be verified to stream this model. Please go to the settings.', 400, 'model'],
		['Please verify your phone number before you use the API.', 403, 'model'],
		['You need to accept the terms of this model.', 403, 'model'],
		['This account has been deactivated.', 401, 'endpoint'],
		['Country, region, or territory not supported', 403, 'endpoint'],
		['This model requires a paid plan: your plan does not include it.', 400, 'model'],
		['Generative Language API has not been used in project 1 before or it is disabled.', 403, 'model'],
	])('%s asks for a step about the account', (message, status, scope) => {
		const error = answered(status, { error: { message } });
		expect(error.nextStep).toBe('Do on the account page of Vendor what it asks for, or choose another model.');
		expect(error).toMatchObject({ action: 'retry', rule: { scope } });
		expect(error.message).toContain(message.slice(0, 30));
	});

	it('a refusal of the request costs the model, a wrong key the endpoint', () => {
		expect(answered(400, { error: { message: 'messages must alternate' } }).rule.scope).toBe('model');
		expect(answered(403, { error: { message: 'no access' } }).rule.scope).toBe('model');
		expect(answered(401, { error: { message: 'no' } }).rule.scope).toBe('endpoint');
	});

	it('a key is cut out in any encoding', async () => {
		const { error } = await failureOf((request, response) => {
			const header = String(request.headers.authorization);
			const forms = [Buffer.from(header).toString('base64'), encodeURIComponent(header), Buffer.from(header).toString('hex')];
			json(response, 500, { error: { message: `tokens ${forms.join(' ')}` } });
		});
		expect(error.message.match(/\[key\]/g)).toHaveLength(3);
		for (const echoed of [KEY.slice(4, 16), Buffer.from(KEY.slice(3, 15)).toString('base64')]) expect(error.message).not.toContain(echoed);
	});

	it('no line break or mark that turns the line round is left in them', () => {
		expect(answered(400, { error: { message: 'a\u202eb\u0000c\nd' } }).message).toBe('Vendor rejected the request (HTTP 400): "a b c d".');
	});
});

describe('whose matter it is', () => {
	it.each([
		[
			404,
			'No endpoints found that support tool use. To learn more about provider routing, visit: https://host.example',
			'badResponse',
			'model',
		],
		[404, 'No endpoints found that can handle the requested parameters.', 'badResponse', 'model'],
		[404, 'No allowed providers are available for the selected model.', 'badResponse', 'model'],
		[503, 'No providers available, try again later.', 'server', 'model'],
		[429, 'No providers available, try again later.', 'rateLimit', 'model'],
		[400, 'You have reached your specified API usage limits. You will regain access on 2026-12-01.', 'quota', 'endpoint'],
		[400, 'This workspace has reached its specified API usage limits. You will regain access on 2026-12-01.', 'quota', 'endpoint'],
		[400, 'Budget has been exceeded! Current cost: 10.2, Max budget: 10.0', 'quota', 'endpoint'],
		[403, 'Key limit exceeded (monthly limit).', 'quota', 'endpoint'],
		[403, "Your newly created team doesn't have any credits or licenses yet.", 'quota', 'endpoint'],
		[400, 'The model `x` has been decommissioned and is no longer supported.', 'modelNotFound', 'model'],
		[401, "key not allowed to access model. This key can only access models=['x']", 'auth', 'model'],
		[401, 'Model not allowed for this token', 'auth', 'model'],
		[401, 'Access denied due to invalid subscription key or wrong API endpoint.', 'auth', 'endpoint'],
		[400, 'Input data may contain inappropriate content.', 'refused', 'request'],
	] as const)('%i %s', (status, message, kind, scope) => {
		expect(answered(status, { error: { message } })).toMatchObject({ kind, rule: { scope } });
	});

	it('an arrear is told by its code', () => {
		const body = { code: 'Arrearage', message: 'Access denied, please make sure your account is in good standing.' };
		expect(answered(400, body).kind).toBe('quota');
	});

	it('an API that is not enabled for a project is', () => {
		expect(answered(403, { error: { message: 'The API is not enabled for project 12.' } }).nextStep).toContain('account page');
	});

	it('what a model cannot do is nothing that its account could', () => {
		const error = answered(400, { error: { message: 'Function calling is not enabled for models/some-model' } });
		expect(error.nextStep).not.toContain('account');
	});
});

describe('what is too long', () => {
	it('names the size, and how a local server is given more', () => {
		const local = {
			...context,
			endpoint: { displayName: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', local: true, kind: 'openai-compatible' as const },
		};
		const body = JSON.stringify({ error: { message: 'exceeds the available context size (4096 tokens)' } });
		const error = errorFromResponse(local, { status: 400, headers: new Headers(), body }, 0);
		expect(error.message).toBe('The conversation is too long for some-model at Ollama, which reads at most 4,096 tokens.');
		expect(error.nextStep).toContain('OLLAMA_CONTEXT_LENGTH');
		expect(answered(400, body).nextStep).not.toContain('OLLAMA');
	});

	it.each([
		['Input is too long for requested model.', 400],
		["This endpoint's maximum context length is 32768 tokens.", 404],
		['Your input exceeds the context window of this model.', 502],
		['Range of input length should be [1, 30720]', 400],
		['`inputs` must have less than 4095 tokens. Given: 5000', 422],
		['the prompt does not fit into the context', 500],
		['too many tokens: size limit exceeded by 5000 tokens', 400],
	])('%s (%i)', (message, status) => {
		expect(answered(status, { error: { message } }).kind).toBe('contextTooLong');
	});

	it('many tokens a minute are a rate limit', () => {
		expect(answered(429, { error: { type: 'rate_limit_error', message: 'Too many tokens.' } }).kind).toBe('rateLimit');
	});
});
