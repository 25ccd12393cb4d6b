import { Agent, type IncomingMessage, request } from 'node:http';
import { KEY } from './world.ts';

/** Kept alive, as clients do. */
const connections = new Agent({ keepAlive: true, maxSockets: 200 });

/** Asks for a stream of chat completions; resolves with its headers. */
export function openStream(
	port: number,
	text: string,
	{ conversation = '', agent = connections }: { conversation?: string; agent?: Agent } = {},
) {
	const body = JSON.stringify({
		model: 'routoo/auto',
		stream: true,
		max_completion_tokens: 50_000_000,
		messages: [{ role: 'user', content: text }],
		user: conversation,
	});
	return new Promise<IncomingMessage>((resolve, reject) => {
		const asked = request(
			{
				...{ host: '127.0.0.1', port, path: '/v1/chat/completions', method: 'POST', agent },
				headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
			},
			resolve,
		);
		asked.on('error', reject);
		asked.end(body);
	});
}

/** The text of each chunk of a stream, as it comes; throws where the stream says a failure. */
export async function* contents(response: IncomingMessage): AsyncGenerator<string> {
	response.setEncoding('utf8');
	let rest = '';
	for await (const piece of response) {
		const blocks = (rest + piece).split('\n\n');
		rest = blocks.pop() ?? '';
		for (const block of blocks) {
			if (!block.startsWith('data: ') || block === 'data: [DONE]') continue;
			const { choices = [], error } = JSON.parse(block.slice(6)) as {
				readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[];
				readonly error?: unknown;
			};
			if (error !== undefined) throw new Error(JSON.stringify(error));
			const content = choices[0]?.delta?.content;
			if (typeof content === 'string' && content !== '') yield content;
		}
	}
}

/** The way there and back alone, on the same connections. */
export function hop(port: number): Promise<void> {
	return new Promise((resolve, reject) => {
		const asked = request({ host: '127.0.0.1', port, path: '/', agent: connections }, (response) => response.resume().on('end', resolve));
		asked.on('error', reject);
		asked.end();
	});
}
