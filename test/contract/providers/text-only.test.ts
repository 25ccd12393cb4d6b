import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { textMessage } from '../../../src/core/message/message.ts';
import type { EndpointKind } from '../../../src/core/model/endpoint.ts';
import { HttpChatProvider } from '../../../src/providers/chat/chat-provider.ts';
import { collect, depsWith, endpointAt } from '../../unit/providers/server.ts';

interface Recorded {
	/** As messages went to the adapters before messages had parts. */
	readonly conversations: Readonly<Record<string, readonly { readonly role: 'system' | 'user' | 'assistant'; readonly content: string }[]>>;
	readonly cases: readonly {
		readonly kind: EndpointKind;
		readonly baseUrl: string;
		readonly model: string;
		readonly effort: string | null;
		readonly conversation: string;
		readonly maxOutputTokens: number;
		readonly url: string;
		readonly body: string;
	}[];
}

const { conversations, cases }: Recorded = JSON.parse(readFileSync(new URL('../../fixtures/wire/text-only.json', import.meta.url), 'utf8'));

/** A changed byte would make vendors read every open conversation uncached. */
describe('requests of text alone', () => {
	it.each(
		cases.map(
			(recorded) => [`${recorded.baseUrl} ${recorded.model}, effort ${recorded.effort}, ${recorded.conversation}`, recorded] as const,
		),
	)('%s: the bytes of before', async (_name, { kind, baseUrl, model, effort, conversation, maxOutputTokens, url, body }) => {
		const messages = (conversations[conversation] ?? []).map(({ role, content }) => textMessage(role, content));
		const sent: { url: string; body: unknown }[] = [];
		const record: typeof fetch = async (input, init) => {
			sent.push({ url: String(input), body: init?.body });
			return new Response('{"error":{"message":"no"}}', { status: 400, headers: { 'content-type': 'application/json' } });
		};
		const provider = new HttpChatProvider(endpointAt(baseUrl, kind), { ...depsWith(), fetch: record });
		const request = {
			model,
			messages,
			tools: [],
			toolChoice: 'auto',
			maxOutputTokens,
			effort,
			stableMessages: messages.length - 1,
		} as const;
		await collect(provider.stream(request, new AbortController().signal));
		expect(sent).toEqual([{ url, body }]);
	});
});
