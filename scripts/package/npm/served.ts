import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { run } from '../../kit/run.ts';
import type { Check } from '../contents.ts';

const WORDS = ['All', ' parts', ' are', ' there.'];
const MODEL = 'scripted-model';
const START_MS = 60_000;
const END_MS = 15_000;

/** A server of one model that streams the same words to whoever asks. */
async function scriptedServer(): Promise<http.Server> {
	const server = http.createServer(async (request, response) => {
		request.resume();
		await once(request, 'end');
		if (request.url === '/v1/models') {
			response
				.setHeader('content-type', 'application/json')
				.end(JSON.stringify({ object: 'list', data: [{ id: MODEL, object: 'model' }] }));
			return;
		}
		if (request.url !== '/v1/chat/completions') {
			response.writeHead(404).end();
			return;
		}
		response.setHeader('content-type', 'text/event-stream');
		const chunk = (choice: object): string =>
			`data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 0, model: MODEL, choices: [{ index: 0, ...choice }] })}\n\n`;
		for (const content of WORDS) response.write(chunk({ delta: { content }, finish_reason: null }));
		response.end(`${chunk({ delta: {}, finish_reason: 'stop' })}data: [DONE]\n\n`);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return server;
}

interface Served {
	readonly process: ChildProcess;
	/** All that it has printed. */
	output(): string;
}

/**
 * `routoo serve` of an installation: it starts, shows its key to its user alone, lists models, decides and streams an answer of a scripted
 * model, and ends when it is told to. With that every part of the package has been at work. `env`: without npm's own variables.
 */
export async function checkServe(folder: string, env: NodeJS.ProcessEnv): Promise<Check[]> {
	const upstream = await scriptedServer();
	const data = path.join(folder, 'data');
	fs.mkdirSync(data);
	const endpoint = { id: 'scripted', url: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1`, local: true };
	const settings = { 'routoo.endpoints': [endpoint], 'routoo.discoverLocalServers': false };
	fs.writeFileSync(path.join(data, 'settings.json'), JSON.stringify(settings));
	// Whoever runs the test may have keys of vendors.
	const own = Object.entries(env).filter(([name]) => !/_API_KEY$|_BASE_URL$|^ROUTOO_|_PROXY$/i.test(name));
	const clean = { ...Object.fromEntries(own), ROUTOO_DATA: data };
	const served = started(folder, clean);
	try {
		return await conversation(folder, clean, served);
	} finally {
		served.process.kill('SIGKILL');
		upstream.closeAllConnections();
		upstream.close();
	}
}

function started(folder: string, env: NodeJS.ProcessEnv): Served {
	const program = path.join(folder, 'node_modules/.bin/routoo');
	const child = spawn(program, ['serve', '--port', '0'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => {
			output += text;
		});
	}
	child.on('error', (error) => {
		output += error.message;
	});
	return { process: child, output: () => output };
}

async function conversation(folder: string, env: NodeJS.ProcessEnv, { process: child, output }: Served): Promise<Check[]> {
	const began = performance.now();
	const origin = await found(child, output, /listens at (http:\/\/127\.0\.0\.1:\d+)/);
	const took = ((performance.now() - began) / 1000).toFixed(1);
	const checks: Check[] = [
		{ name: `routoo serve listens (${took} s)`, problem: origin === null ? output().trim() || 'it said nothing' : null },
	];
	if (origin === null) return checks;
	const check = async (name: string, body: () => Promise<string | null>): Promise<void> => {
		const problem = await body().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
		checks.push({ name, problem: problem === null ? null : `${problem}\n${output()}` });
	};
	const key = await run('npx', ['routoo', 'key', 'endpoint'], { cwd: folder, env });
	const headers = { authorization: `Bearer ${key.output.trim()}`, 'content-type': 'application/json' };
	const ask = (route: string, body: object): Promise<Response> =>
		fetch(`${origin}${route}`, { method: 'POST', headers, body: JSON.stringify(body) });
	await check('routoo key endpoint says its key', async () => (/^routoo-[\w-]{43}\n$/.test(key.output) ? null : key.output));
	await check('GET /routoo says who it is', async () => {
		const said = (await (await fetch(`${origin}/routoo`)).json()) as { readonly name?: string };
		return said.name === 'routoo' ? null : JSON.stringify(said);
	});
	await check('GET /v1/models answers to its key alone', async () => {
		const without = await fetch(`${origin}/v1/models`);
		if (without.status !== 401) return `without a key: status ${without.status}`;
		await found(child, output, /(Models that can be asked: 1)/);
		const list = (await (await fetch(`${origin}/v1/models`, { headers })).json()) as { readonly data?: readonly { readonly id: string }[] };
		const ids = list.data?.map(({ id }) => id) ?? [];
		return ids.includes('routoo/auto') && ids.some((id) => id.includes(MODEL)) ? null : JSON.stringify(list);
	});
	await check('POST /v1/route decides with the whole predictor', async () => {
		const response = await ask('/v1/route', { prompt: 'Are all parts there?' });
		const said = (await response.json()) as { readonly request?: { readonly degraded?: unknown }; readonly decision?: unknown };
		return response.ok && said.request?.degraded === null && said.decision ? null : JSON.stringify(said);
	});
	await check('a model answers through it, and the terminal says which', async () => {
		const messages = [{ role: 'user', content: 'Are all parts there?' }];
		const response = await ask('/v1/chat/completions', { model: 'routoo/auto', messages });
		const said = (await response.json()) as { readonly choices?: readonly { readonly message: { readonly content: string } }[] };
		if (said.choices?.[0]?.message.content !== WORDS.join('')) return `status ${response.status}: ${JSON.stringify(said)}`;
		return /#1 .*scripted.*quality \d+ %/i.test(output()) ? null : 'no line about the decision';
	});
	await check('Ctrl+C ends it, and nothing was wrong', async () => {
		const ended = once(child, 'exit', { signal: AbortSignal.timeout(END_MS) });
		child.kill('SIGINT');
		const [code] = (await ended) as [number | null];
		if (code !== 0) return `exit code ${code}`;
		return /degraded|predicts instead|Warning|\bat .*\.mjs:\d+/.exec(output())?.[0] ?? null;
	});
	return checks;
}

/** The first group of a line that it prints; null where it ends without, or takes too long. */
async function found(child: ChildProcess, output: () => string, line: RegExp): Promise<string | null> {
	const until = performance.now() + START_MS;
	for (;;) {
		const match = line.exec(output());
		if (match !== null) return match[1] ?? null;
		if (child.exitCode !== null || performance.now() > until) return null;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
