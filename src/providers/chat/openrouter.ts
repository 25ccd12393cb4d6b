export function isOpenRouter(baseUrl: string): boolean {
	const host = URL.parse(baseUrl)?.hostname ?? '';
	return host === 'openrouter.ai' || host.endsWith('.openrouter.ai');
}

/**
 * A chat request in OpenRouter's own terms: `reasoning: {effort}` for every vendor behind it, `usage: {include}` for the cost in dollars,
 * and for Claude the cache breakpoints that other vendors do not need, each on a part of text: a `cache_control` that stands on a message
 * moves there. Claude takes none on blank text.
 */
export function openRouterBody(body: Record<string, unknown>): Record<string, unknown> {
	const { reasoning_effort: effort, messages, ...rest } = body;
	return {
		...rest,
		messages: Array.isArray(messages) ? messages.map(onTextPart) : messages,
		usage: { include: true },
		...(effort === undefined ? {} : { reasoning: { effort } }),
	};
}

function onTextPart(message: { content?: unknown; cache_control?: unknown }): unknown {
	const { cache_control, ...rest } = message;
	if (cache_control === undefined || typeof rest.content !== 'string' || rest.content.trim() === '') return rest;
	return { ...rest, content: [{ type: 'text', text: rest.content, cache_control }] };
}

type Detail = Record<string, unknown>;
/** Fields that come in pieces. */
const PIECES = ['text', 'summary', 'data', 'signature'] as const;

/**
 * `reasoning_details` of a stream, which go back unchanged and in their order (openrouter.ai, "Reasoning tokens", preserving reasoning
 * blocks; read 2026-11-28). Pieces of one block follow each other with the same type and index.
 */
export class OpenRouterReasoning {
	readonly #details: Detail[] = [];

	add(pieces: readonly unknown[]): void {
		for (const piece of pieces) {
			if (typeof piece !== 'object' || piece === null) continue;
			const last = this.#details.at(-1);
			const next = piece as Detail;
			if (last === undefined || last.type !== next.type || last.index !== next.index) this.#details.push({ ...next });
			else join(last, next);
		}
	}

	/** JSON of all of them; null where there are none. */
	whole(): string | null {
		return this.#details.length === 0 ? null : JSON.stringify(this.#details);
	}
}

function join(last: Detail, next: Detail): void {
	for (const [name, value] of Object.entries(next)) {
		const piece = PIECES.some((field) => field === name) && typeof value === 'string' && typeof last[name] === 'string';
		if (piece) last[name] = `${last[name]}${value}`;
		else if (value !== null && value !== undefined) last[name] = value;
	}
}
