import { earlier, FEW, later, MOST, MOST_IN_HIGH } from './turn-window.ts';

/** So near to an edge of what is rendered, in heights of the box, more of it comes: before it is seen. */
const EDGE = 1.5;

/** Where something stands, px below the top of the box. */
export interface Place {
	readonly top: number;
	readonly bottom: number;
}

/** What is to come, and how many turns may be rendered then. */
export interface More {
	readonly step: typeof earlier;
	readonly most: number;
}

/**
 * What an edge that is near asks for; null: nothing. At the other end turns go only where that does not bring its edge near: in a high box
 * both would ask in turns for ever.
 * @param turns rendered ones, in their order
 * @param height of the box, px
 * @param more whether there are others before and after them
 */
export function moreAt(turns: readonly Place[], height: number, more: { readonly before: boolean; readonly after: boolean }): More | null {
	const [first, last] = [turns[0], turns.at(-1)];
	if (first === undefined || last === undefined) return null;
	const edge = height * EDGE;
	const extra = turns.length + FEW - MOST;
	const most = (spare: number): number => (extra <= 0 || spare >= edge ? MOST : MOST_IN_HIGH);
	const isFull = turns.length + FEW > MOST_IN_HIGH;
	const asks: readonly (More | null)[] = [
		more.before && -first.top < edge ? { step: earlier, most: most((turns.at(-extra)?.top ?? 0) - height) } : null,
		more.after && last.bottom - height < edge ? { step: later, most: most(-(turns[extra - 1]?.bottom ?? 0)) } : null,
	];
	return asks.find((ask) => ask !== null && !(isFull && ask.most > MOST)) ?? null;
}
