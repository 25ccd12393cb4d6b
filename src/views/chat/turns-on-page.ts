import type { TurnElement } from './turn-element.ts';

/** Children of the chat's log that are turns, without a walk through all that stands in them. */
export function turnsIn(log: Element): TurnElement[] {
	return [...log.children].filter((child): child is TurnElement => child.localName === 'routoo-turn');
}

/** Those of the whole chat view. */
export function turnsOf(view: ParentNode): TurnElement[] {
	const log = view.querySelector('.log');
	return log === null ? [] : turnsIn(log);
}

/** Of elements one below the other the place of the first that ends below a line; their number where none does. */
export function firstBelow(all: ArrayLike<Element>, line: number): number {
	let [from, to] = [0, all.length];
	while (from < to) {
		const middle = (from + to) >> 1;
		if (all[middle]!.getBoundingClientRect().bottom > line) to = middle;
		else from = middle + 1;
	}
	return from;
}
