import type { StreamEvent } from '../../core/message/stream.ts';

/**
 * Which models of a local server leave their thinking in the text with a closing mark alone. The text of a model that does so, or that was
 * not heard yet, is held until the mark or the end comes: a first line of a thought would else be offered as code. A completion is short,
 * and a model whose first answer had no such mark is not held again.
 */
export class ThinkingHabits {
	readonly #plain = new Set<string>();

	async *settled(model: string, events: AsyncIterable<StreamEvent>): AsyncGenerator<StreamEvent> {
		let holding = !this.#plain.has(model);
		let held = '';
		for await (const event of events) {
			if (!holding) yield event;
			else if (event.type === 'text') held += event.text;
			else {
				if (event.type === 'thought') {
					yield { type: 'reasoning', text: held };
					held = '';
				}
				if (event.type === 'thought' || (event.type === 'reasoning' && held === '')) holding = false;
				if (event.type === 'end') {
					this.#plain.add(model);
					if (held !== '') yield { type: 'text', text: held };
				}
				yield event;
			}
		}
	}
}
