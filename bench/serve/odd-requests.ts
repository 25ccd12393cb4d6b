/** Requests as no client sends them, from a seed. */
export interface OddRequest {
	readonly kind: string;
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer | null;
	/** Bytes of the request after which its client says no more, null where it is sent whole. */
	readonly cutAfter: number | null;
}

const PATHS = [
	'/v1/chat/completions',
	'/v1/responses',
	'/v1/messages',
	'/v1/messages/count_tokens',
	'/v1/completions',
	'/v1/route',
] as const;
const OTHERS = [
	'/v1/models',
	'/v1/models/routoo/auto',
	'/routoo',
	'/',
	'/v1',
	'/v1/embeddings',
	'/v1/models/%',
	'/v1/../v1/messages',
	'/%00',
	'//',
	'/v1/responses/x',
];
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'QUERY', 'PROPFIND'];
const TYPES = [
	'application/json',
	'application/json; charset=utf-16',
	'text/plain',
	'application/x-ndjson',
	'',
	'application/json;;;',
	'multipart/form-data; boundary=a',
];

const TOOL = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };
/** A whole request of each path, with most of the fields that its wire has. */
const VALID: Readonly<Record<(typeof PATHS)[number], object>> = {
	'/v1/chat/completions': {
		...{
			model: 'routoo/auto',
			stream: true,
			max_completion_tokens: 100,
			temperature: 0.5,
			top_p: 0.9,
			stop: ['x'],
			seed: 7,
			user: 'u',
			n: 1,
		},
		...{ parallel_tool_calls: true, tool_choice: 'auto', reasoning_effort: 'low', stream_options: { include_usage: true } },
		response_format: { type: 'json_schema', json_schema: { name: 'a', schema: TOOL, strict: true } },
		tools: [{ type: 'function', function: { name: 'read', description: 'd', parameters: TOOL } }],
		messages: [
			{ role: 'system', content: 'Be brief.' },
			{
				role: 'user',
				content: [
					{ type: 'text', text: 'Hi' },
					{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
				],
			},
			{ role: 'assistant', content: 'ok', tool_calls: [{ id: 'c1', type: 'function', function: { name: 'read', arguments: '{}' } }] },
			{ role: 'tool', tool_call_id: 'c1', content: 'done' },
		],
	},
	'/v1/responses': {
		...{ model: 'routoo/auto', stream: true, max_output_tokens: 100, temperature: 0.5, instructions: 'Be brief.', store: false },
		...{ include: ['reasoning.encrypted_content'], reasoning: { effort: 'low', summary: 'auto' }, text: { format: { type: 'text' } } },
		...{ tool_choice: 'auto', parallel_tool_calls: true, prompt_cache_key: 'k', metadata: { a: 'b' } },
		tools: [{ type: 'function', name: 'read', description: 'd', parameters: TOOL, strict: false }],
		input: [
			{
				type: 'message',
				role: 'user',
				content: [
					{ type: 'input_text', text: 'Hi' },
					{ type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
				],
			},
			{ type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }], encrypted_content: 'x' },
			{ type: 'function_call', call_id: 'c1', name: 'read', arguments: '{}' },
			{ type: 'function_call_output', call_id: 'c1', output: 'done' },
		],
	},
	'/v1/messages': {
		...{ model: 'routoo/auto', stream: true, max_tokens: 100, temperature: 0.5, top_p: 0.9, top_k: 5, stop_sequences: ['x'] },
		...{ thinking: { type: 'enabled', budget_tokens: 1024 }, metadata: { user_id: 'u' }, tool_choice: { type: 'auto' } },
		system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
		tools: [{ name: 'read', description: 'd', input_schema: TOOL }],
		messages: [
			{
				role: 'user',
				content: [
					{ type: 'text', text: 'Hi' },
					{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
				],
			},
			{
				role: 'assistant',
				content: [
					{ type: 'thinking', thinking: 'hm', signature: 's' },
					{ type: 'tool_use', id: 'c1', name: 'read', input: {} },
				],
			},
			{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: 'done' }], is_error: false }] },
		],
	},
	'/v1/messages/count_tokens': { model: 'routoo/auto', system: 'Be brief.', messages: [{ role: 'user', content: 'Hi' }] },
	'/v1/completions': { model: 'routoo/auto', prompt: 'const a = ', suffix: ';', max_tokens: 20, stream: false, stop: ['\n'] },
	'/v1/route': { prompt: 'Fix it', language: 'python', files: [{ path: 'a.py', content: 'print(1)' }] },
};

type Random = () => number;
const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)]!;

function deep(levels: number): string {
	return `${'{"a":['.repeat(levels)}0${']}'.repeat(levels)}`;
}

function oddValue(random: Random): unknown {
	return pick<() => unknown>(
		[
			() => null,
			() => true,
			() => -1,
			() => 1e308,
			() => 0.1,
			() => '',
			() => '\u0000\ud800 \u202e',
			() => 'routoo/auto',
			() => [],
			() => [null],
			() => [[[]]],
			() => ({}),
			() => ({ type: 'nothing', toString: 1 }),
			() => ({ __proto__: null, constructor: { prototype: 1 } }),
			() => JSON.parse('{"__proto__": {"role": "user"}}'),
			() => 'x'.repeat(Math.floor(random() * 200_000)),
			() => Array.from({ length: 2000 }, () => ({ role: 'user', content: 'a' })),
			() => JSON.parse(deep(60)),
			() => 'data:image/png;base64,%%%',
			() => 'https://127.0.0.1:1/x.png',
		],
		random,
	)();
}

/** The value with one place in it changed, taken away or doubled. */
function mutated(root: unknown, random: Random): unknown {
	const copy: unknown = structuredClone(root);
	const places: { readonly in: Record<string, unknown>; readonly key: string }[] = [];
	const walk = (value: unknown): void => {
		if (typeof value !== 'object' || value === null) return;
		for (const [key, inner] of Object.entries(value)) {
			places.push({ in: value as Record<string, unknown>, key });
			walk(inner);
		}
	};
	walk(copy);
	const times = 1 + Math.floor(random() * 3);
	for (let n = 0; n < times && places.length > 0; n++) {
		const place = pick(places, random);
		const how = random();
		if (how < 0.15) delete place.in[place.key];
		else if (how < 0.25) place.in[`${place.key}${random()}`] = place.in[place.key];
		else place.in[place.key] = oddValue(random);
	}
	return copy;
}

function brokenBytes(text: string, random: Random): Buffer {
	const bytes = Buffer.from(text);
	for (let n = 0; n < 1 + random() * 5; n++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
	return random() < 0.3 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
}

export function oddRequest(random: Random): OddRequest {
	const path = pick(PATHS, random);
	const valid = VALID[path];
	const anthropic: Record<string, string> = random() < 0.3 ? { 'anthropic-version': '2023-06-01' } : {};
	const usual = { ...anthropic, 'content-type': 'application/json' };
	const whole = (kind: string, body: string | Buffer, over: Partial<OddRequest> = {}): OddRequest => ({
		...{ kind, method: 'POST', path, headers: usual, body: Buffer.from(body), cutAfter: null },
		...over,
	});
	const kind = random();
	if (kind < 0.45) return whole('wrong types', JSON.stringify(mutated(valid, random)));
	if (kind < 0.6) return whole('broken JSON', brokenBytes(JSON.stringify(valid), random));
	if (kind < 0.7) {
		const body = pick(
			['', 'null', '[]', '0', '"a"', '{}', '\ufeff{}', '{"a":1}}', 'NaN', "{'a':1}", deep(5000), '['.repeat(20_000)],
			random,
		);
		return whole('odd roots', body);
	}
	if (kind < 0.78) {
		const encoded = pick(
			[Buffer.from(JSON.stringify(valid), 'utf16le'), Buffer.from('{"a":"\u00e9"}', 'latin1'), Buffer.from([0x1f, 0x8b, 8, 0])],
			random,
		);
		const headers = {
			...anthropic,
			'content-type': pick(TYPES, random),
			...(random() < 0.3 ? { 'content-encoding': pick(['gzip', 'br', 'x'], random) } : {}),
		};
		return whole('odd encodings', encoded, { headers });
	}
	if (kind < 0.9) {
		const method = pick(METHODS, random);
		const body = method === 'GET' || method === 'HEAD' || random() < 0.5 ? null : Buffer.from(JSON.stringify(valid));
		return { kind: 'paths and methods', method, path: pick([...PATHS, ...OTHERS], random), headers: usual, body, cutAfter: null };
	}
	if (kind < 0.93) {
		const many = (one: object): object[] => Array.from({ length: Math.floor(random() * 20_000) }, (_, n) => ({ ...one, n }));
		const large = JSON.stringify({
			...valid,
			...pick(
				[
					{ messages: undefined, input: undefined, filler: 'y'.repeat(Math.floor(random() * 4_000_000)) },
					{ messages: many({ role: 'user', content: 'a' }) },
					{ messages: [{ role: 'user', content: 'a' }, ...many({ role: 'tool', tool_call_id: 'c1', content: 'r' })] },
					{ messages: [{ role: 'user', content: many({ type: 'tool_result', tool_use_id: 'c1', content: 'r' }) }] },
					{ input: many({ type: 'function_call_output', call_id: 'c1', output: 'r' }) },
				],
				random,
			),
		});
		return whole('large', large);
	}
	const text = JSON.stringify(valid);
	return whole('half requests', text, { cutAfter: Math.floor(random() * (text.length + 200)) });
}
