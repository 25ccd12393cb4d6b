import type { ReactiveController } from 'lit';
import { inFrames } from '../common/frames.ts';
import type { Query } from '../common/text-search.ts';
import { Find, type FindState, type Found } from './find.ts';
import type { FindBar } from './find-bar.ts';
import { rangesIn } from './find-text.ts';
import type { TurnElement } from './turn-element.ts';
import type { TurnsHost, TurnsInView } from './turns-in-view.ts';
import { turnsOf } from './turns-on-page.ts';
import { whenWhole } from './whole-turn.ts';

const ALL = 'routoo-find';
const CURRENT = 'routoo-find-current';
const MOST_MARKED = 2_000;

/** Find in the chat: keeps the search, its bar and the marks on the page together. Ctrl+F, or Cmd+F on a Mac, opens it. */
export class FindSession implements ReactiveController {
	open = false;
	readonly #view: TurnsHost;
	readonly #inView: Pick<TurnsInView, 'reveal' | 'firstSeen'>;
	readonly #find: Find;
	#marking = 0;
	#unmarked: Element[] = [];
	#ranges: Range[] = [];
	readonly #marker = (): boolean => this.#markNext();

	constructor(view: TurnsHost, inView: Pick<TurnsInView, 'reveal' | 'firstSeen'>) {
		this.#view = view;
		this.#inView = inView;
		this.#find = new Find(() => this.#counted());
	}

	get state(): FindState {
		return this.#find.state;
	}

	hostConnected(): void {
		document.addEventListener('keydown', this.#onKey, true);
	}

	hostDisconnected(): void {
		document.removeEventListener('keydown', this.#onKey, true);
		this.#find.stop();
		unmark();
	}

	/** The page changed under the marks. */
	hostUpdated(): void {
		if (!this.open) return;
		this.#find.update(this.#view.turns);
		this.#markSoon();
	}

	readonly #onKey = (event: KeyboardEvent): void => {
		// On a Mac Ctrl+F moves the caret, as in Emacs.
		const [wanted, other] = /^Mac/.test(navigator.platform) ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
		if (event.key.toLowerCase() !== 'f' || event.altKey || event.shiftKey || !wanted || other) return;
		event.preventDefault();
		void this.show();
	};

	async show(): Promise<void> {
		this.open = true;
		this.#view.requestUpdate();
		await this.#view.updateComplete;
		this.#view.querySelector<FindBar>('routoo-find')?.focusBox();
	}

	close(): void {
		this.open = false;
		this.#find.search({ text: '', matchCase: false }, []);
		unmark();
		this.#view.requestUpdate();
	}

	look(query: Query): void {
		this.#find.search(query, this.#view.turns);
		void this.#show(this.#find.from(this.#find.current?.turn ?? this.#inView.firstSeen()));
	}

	step(by: 1 | -1): void {
		void this.#show(this.#find.step(by));
	}

	#counted(): void {
		const found = this.#find.goOn();
		if (found !== undefined) void this.#show(found);
		this.#view.requestUpdate();
	}

	/** What was typed is shown first: the turn has a frame of its own. */
	async #show(found: Found | null): Promise<void> {
		this.#view.requestUpdate();
		if (found === null) return this.#mark();
		await new Promise((resolve) => requestAnimationFrame(resolve));
		if (this.#find.current !== found) return;
		await this.#inView.reveal(found.turn);
		await this.#view.updateComplete;
		const turn = this.#turnElement(found);
		if (turn !== null) await whenWhole(turn);
		if (this.#find.current !== found) return;
		this.#mark();
		const range = this.#rangeOf(found);
		if (range !== null) scrollTo(range);
	}

	#turnElement({ turn }: Found): TurnElement | null {
		const id = this.#view.turns[turn]?.id;
		return turnsOf(this.#view).find((each) => each.turn.id === id) ?? null;
	}

	/** What is on the page may be a little less or more than what was counted: the nearest place then. */
	#rangeOf(found: Found): Range | null {
		const element = this.#turnElement(found);
		const ranges = element === null ? [] : rangesIn(element, this.#find.query);
		return ranges[Math.min(found.nth, ranges.length - 1)] ?? null;
	}

	/** Text that streams in changes the page each frame: the marks follow a little later. */
	#markSoon(): void {
		clearTimeout(this.#marking);
		this.#marking = window.setTimeout(() => this.#mark(), 100);
	}

	/** The place that one is at is marked at once, all others a turn at a time. */
	#mark(): void {
		if (!this.open || !('highlights' in CSS)) return;
		const { current } = this.#find;
		const range = current === null ? null : this.#rangeOf(current);
		CSS.highlights.set(CURRENT, Object.assign(new Highlight(...(range === null ? [] : [range])), { priority: 1 }));
		this.#ranges = [];
		this.#unmarked = turnsOf(this.#view);
		inFrames(this.#marker);
	}

	#markNext(): boolean {
		const turn = this.#unmarked.shift();
		if (turn !== undefined) this.#ranges.push(...rangesIn(turn, this.#find.query));
		if (this.#unmarked.length > 0 && this.#ranges.length < MOST_MARKED) return true;
		if (this.open) CSS.highlights.set(ALL, new Highlight(...this.#ranges.slice(0, MOST_MARKED)));
		return false;
	}
}

function unmark(): void {
	if (!('highlights' in CSS)) return;
	CSS.highlights.delete(ALL);
	CSS.highlights.delete(CURRENT);
}

/** In every box around it, the block of code and the chat: the text may lie outside of all of them. */
function scrollTo(range: Range): void {
	const { startContainer } = range;
	const around = startContainer instanceof Element ? startContainer : startContainer.parentElement;
	const folded = around?.closest('details:not([open])');
	if (folded instanceof HTMLDetailsElement) folded.open = true;
	around?.scrollIntoView({ block: 'nearest' });
	for (let box = around?.parentElement ?? null; box !== null && box !== document.body; box = box.parentElement) {
		if (box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth) continue;
		const [place, frame] = [range.getBoundingClientRect(), box.getBoundingClientRect()];
		if (place.top < frame.top + 30 || place.bottom > frame.bottom - 30) box.scrollTop += place.top - frame.top - box.clientHeight / 3;
		if (place.left < frame.left || place.right > frame.right) box.scrollLeft += place.left - frame.left - box.clientWidth / 3;
	}
}
