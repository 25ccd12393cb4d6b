export function isOpenRouter(baseUrl: string): boolean {
	const host = URL.parse(baseUrl)?.hostname ?? '';
	return host === 'openrouter.ai' || host.endsWith('.openrouter.ai');
}

/**
 * A chat request in OpenRouter's own terms: `reasoning: {effort}` for every vendor behind it, `usage: {include}` for the cost in dollars, and for Claude the
 * cache breakpoints that other vendors do not need: on the system message and on the last message before the newest.
 */
export function openRouterBody(body: Record<string, unknown>): Record<string, unknown> {
	const { reasoning_effort: effort, messages, ...rest } = body;
	const claude = typeof rest.model === 'string' && rest.model.startsWith('anthropic/');
	return {
		...rest,
		messages: claude && Array.isArray(messages) ? messages.map((message, index) => cached(message, index, messages.length)) : messages,
		usage: { include: true },
		...(effort === undefined ? {} : { reasoning: { effort } }),
	};
}

function cached(message: { role?: unknown; content?: unknown }, index: number, count: number): unknown {
	const marked = message.role === 'system' || (index === count - 2 && index > 0);
	if (!marked || typeof message.content !== 'string') return message;
	return { ...message, content: [{ type: 'text', text: message.content, cache_control: { type: 'ephemeral' } }] };
}
