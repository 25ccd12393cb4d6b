import { imageUrlFault } from '../images.ts';
import { Rejection } from '../reject.ts';
import type { OutputItem, ResponsesItem, ResponsesRequest } from './responses-shape.ts';

/**
 * The items that this server gave, and whether they come back as they went out. Calls and outputs pair by `call_id` and reasoning comes
 * back with its encrypted content, as `ResponseInputItem` and `ResponseReasoningItem` of `openai` 7.59.0 say (read 2026-11-28); what is
 * refused, and the words, as users report them in public issues.
 */
export class ResponsesItems {
	/** By id: the item, whether it was stored, its encrypted reasoning, and the reasoning items that it followed. */
	readonly #given = new Map<
		string,
		{ readonly item: OutputItem; readonly stored: boolean; readonly proof: string | null; readonly after: readonly string[] }
	>();

	/** `proofs`: the encrypted reasoning by id. */
	remember(output: readonly OutputItem[], stored: boolean, proofs: ReadonlyMap<string, string>): void {
		let after: string[] = [];
		for (const item of output) {
			const id = item.id ?? '';
			this.#given.set(id, { item, stored, proof: proofs.get(id) ?? null, after });
			after = 'type' in item && item.type === 'reasoning' ? [...after, id] : [];
		}
	}

	/** The input with references replaced by the items that they name; throws the API's refusal. */
	resolve(request: ResponsesRequest): ResponsesItem[] {
		const input: ResponsesItem[] = typeof request.input === 'string' ? [{ role: 'user', content: request.input }] : request.input;
		const items = input.map((item) => {
			if (item.type !== 'item_reference') return item;
			const given = this.#given.get(item.id);
			if (!given?.stored) throw notFound(item.id);
			return given.item;
		});
		this.#checkReasoning(items);
		checkPairs(items);
		checkImages(items);
		return items;
	}

	#checkReasoning(items: readonly ResponsesItem[]): void {
		const there = new Set<string>();
		for (const [at, item] of items.entries()) {
			if (item.type === 'reasoning') {
				const given = this.#given.get(item.id ?? '');
				const proof = item.encrypted_content;
				if (proof == null) {
					if (item.id === undefined || !given?.stored) throw notFound(item.id ?? '');
				} else if (
					![...this.#given.values()].some((known) => known.proof === proof && (item.id === undefined || known.item.id === item.id))
				) {
					throw new Rejection(`The encrypted content for item ${item.id} could not be verified.`, { code: 'invalid_encrypted_content' });
				}
				const next = items.slice(at + 1).find((later) => later.type !== 'reasoning');
				if (next?.type !== 'function_call' && !(next && 'role' in next && next.role === 'assistant')) {
					throw new Rejection(`Item '${item.id}' of type 'reasoning' was provided without its required following item.`, {
						param: 'input',
					});
				}
				if (item.id) there.add(item.id);
				continue;
			}
			// An item that names itself is the stored one, and that one is not whole without its reasoning.
			const id = item.type === 'function_call' || ('role' in item && item.role === 'assistant') ? item.id : undefined;
			const given = id === undefined ? undefined : this.#given.get(id);
			const missing = given?.after.find((reasoning) => !there.has(reasoning));
			if (missing) {
				throw new Rejection(
					`Item '${id}' of type '${item.type ?? 'message'}' was provided without its required 'reasoning' item: '${missing}'.`,
					{
						param: 'input',
					},
				);
			}
		}
	}
}

function notFound(id: string): Rejection {
	return new Rejection(
		`Item with id '${id}' not found. Items are not persisted when \`store\` is set to false. ` +
			'Try again with `store` set to true, or remove this item from your input.',
		{ status: 404, param: 'input' },
	);
}

/** Calls and outputs belong together by `call_id`, an output after its call, wherever it stands. */
function checkPairs(items: readonly ResponsesItem[]): void {
	const calls = new Map<string, boolean>();
	for (const item of items) {
		if (item.type === 'function_call') calls.set(item.call_id, false);
		if (item.type !== 'function_call_output') continue;
		if (!calls.has(item.call_id)) {
			throw new Rejection(`No tool call found for function call output with call_id ${item.call_id}.`, { param: 'input' });
		}
		calls.set(item.call_id, true);
	}
	for (const [id, done] of calls) if (!done) throw new Rejection(`No tool output found for function call ${id}.`, { param: 'input' });
}

function checkImages(items: readonly ResponsesItem[]): void {
	for (const [at, item] of items.entries()) {
		const [field, content] =
			item.type === 'function_call_output' ? ['output', item.output] : ['content', 'role' in item ? item.content : ''];
		if (typeof content === 'string') continue;
		for (const [place, part] of content.entries()) {
			const fault = part.type === 'input_image' ? imageUrlFault(part.image_url) : null;
			if (fault)
				throw new Rejection(`Invalid image: ${fault}.`, { param: `input[${at}].${field}[${place}].image_url`, code: 'invalid_image_url' });
		}
	}
}
