#!/usr/bin/env node
// A stand-in for llama-server: its flags, its key, its way of loading, and the endpoints that are asked of it. STAND_IN says how it fails.
const http = require('node:http');

const at = (name) => process.argv[process.argv.indexOf(name) + 1];
const wish = process.env.STAND_IN ?? '';
const key = process.env.LLAMA_API_KEY;
const begun = Date.now();

if (wish === 'refuses') {
	console.error(`llama_model_load: error loading model: unknown architecture\u001b[0m\nmain: exiting due to model loading error (${at('--model')})`);
	process.exit(1);
}

const json = (response, status, value) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

http.createServer((request, response) => {
	const { pathname } = new URL(request.url, 'http://localhost');
	if (pathname === '/health') {
		if (wish === 'never' || Date.now() - begun < 300) return json(response, 503, { error: { message: 'Loading model' } });
		return json(response, 200, { status: 'ok' });
	}
	if (wish !== 'open' && request.headers.authorization !== `Bearer ${key}`) return json(response, 401, { error: { message: 'Invalid API Key' } });
	if (pathname === '/props') return json(response, 200, { default_generation_settings: { n_ctx: Number(at('--ctx-size')) }, total_slots: 1 });
	if (pathname === '/infill') return json(response, 200, { content: '' });
	if (pathname === '/crash') {
		console.error('ggml_abort: out of memory');
		return process.exit(3);
	}
	if (pathname === '/started') return json(response, 200, { args: process.argv.slice(2), env: process.env, pid: process.pid });
	if (pathname === '/v1/chat/completions') {
		const piece = (delta, finish) => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
		response.end(`${piece({ role: 'assistant', content: 'Hello' }, null)}${piece({}, 'stop')}data: ${JSON.stringify({ id: 'c', choices: [], usage })}\n\ndata: [DONE]\n\n`);
		return;
	}
	json(response, 404, { error: { message: 'no such path' } });
}).listen(Number(at('--port')), at('--host'));
