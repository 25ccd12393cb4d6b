import type { ToolDefinition } from '../../core/message/message.ts';
import { shortId } from '../../core/message/repair.ts';

/**
 * Names of tools as vendors take them: letters, digits, `_` and `-`, up to a length. Tools of other programs have names such as
 * `github.search/issues`, and models make names up; one that stands in the conversation would have every later request refused. The name on
 * the wire follows from the name alone, so that prompt caches hit.
 */
export class ToolNames {
	/** Whether any tool is offered. */
	readonly offered: boolean;
	readonly #fits: RegExp;
	/** Offered names by what stands for them on the wire. */
	readonly #own: ReadonlyMap<string, string>;

	constructor(tools: readonly Pick<ToolDefinition, 'name'>[], maxLength: number) {
		this.offered = tools.length > 0;
		this.#fits = new RegExp(`^[a-zA-Z0-9_-]{1,${maxLength}}$`);
		this.#own = new Map(tools.map(({ name }) => [this.toWire(name), name]));
	}

	toWire(name: string): string {
		return this.#fits.test(name) ? name : `${name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 54)}_${shortId(name)}`;
	}

	/** Whether a name on the wire is one of the offered tools. */
	offers(name: string): boolean {
		return this.#own.has(name);
	}

	fromWire(name: string): string {
		return this.#own.get(name) ?? name;
	}
}
