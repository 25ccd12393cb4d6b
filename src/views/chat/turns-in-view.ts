import type { ReactiveController } from 'lit';
import type { Turn } from '../../protocol/chat.ts';
import { timeLeft } from '../common/frames.ts';
import { BoxFull } from './box-full.ts';
import type { Seen } from './draft.ts';
import { moreAt } from './near-edge.ts';
import { screenful } from './screenful.ts';
import type { StickyScroll } from './scroll.ts';
import type { TurnElement } from './turn-element.ts';
import { type earlier, FEW, isLacking, isThere, nearer, STEP, shownOf, type TurnWindow, windowAround, windowAtEnd } from './turn-window.ts';
import { endsOf, firstTurnBelow, turnsOf } from './turns-on-page.ts';
import { isWhole } from './whole-turn.ts';

/** What turns that are added may take of a frame, with their layout: most often that is one turn. */
const GROW_MS = 8;
/** Frames in which a turn that came is waited for, before the next one comes. */
const WAITS = 2;
/** So many turns may come anew with one state; more of them come in the next frames. */
const AT_ONCE = 3;

/** The chat view, as far as its window of turns needs it. */
export interface TurnsHost extends HTMLElement {
	requestUpdate(): void;
	readonly updateComplete: Promise<boolean>;
	/** Turns of the open session. */
	readonly turns: readonly Turn[];
}

/** What changes at a fork is one element: whoever switches keeps the focus. */
export function keyOf(turn: Turn): string {
	return turn.version?.fork ?? turn.id;
}

/** Around a turn that is gone to there is more than a box full, in heights of it, before it is shown: it may stand in the middle. */
const AROUND = 4 / 3;

/**
 * Moves the window of rendered turns, and keeps what is seen where it is. They come a little in each frame: first what fills the box,
 * which is shown when it is full, then the others that are wanted around it.
 */
export class TurnsInView implements ReactiveController {
	readonly #view: TurnsHost;
	#wanted: TurnWindow = windowAtEnd(0);
	#now: TurnWindow = windowAtEnd(0);
	#scroll: StickyScroll | null = null;
	#box: HTMLElement | null = null;
	#upward = 0;
	#frame = 0;
	/** Turns of the chat as they were rendered last, and which of them are on the page. */
	#turns: readonly Turn[] = [];
	#onPage = new Set<string>();
	/** The first chat of the page: what stands around its turns comes a frame before them. */
	#bare = false;
	/** To be found again at this place, once it is rendered. */
	#placed: Seen | null = null;
	readonly #full: BoxFull;
	#growing = false;
	#waited = 0;

	constructor(view: TurnsHost) {
		this.#view = view;
		this.#full = new BoxFull(() => view.requestUpdate());
	}

	/** Rendered turns: [from, to). */
	get shown(): { readonly from: number; readonly to: number } {
		const { length } = this.#view.turns;
		return this.#bare ? { from: length, to: length } : shownOf(this.#now, length);
	}

	/** A box full is still on its way: it is laid out, and not shown. */
	get isFilling(): boolean {
		return this.#full.isFilling;
	}

	/** Turns before this one come above what is seen. */
	get upward(): number {
		return this.#upward;
	}

	/** Those that are rendered in a moment. */
	get wanted(): { readonly from: number; readonly to: number } {
		const { length } = this.#view.turns;
		return this.#bare ? { from: 0, to: length } : shownOf(this.#wanted, length);
	}

	hostUpdate(): void {
		const { turns } = this.#view;
		if (turns !== this.#turns) this.#takeIn(turns);
		this.#turns = turns;
		this.#onPage = new Set(turns.slice(this.shown.from, this.shown.to).map(keyOf));
	}

	hostUpdated(): void {
		this.#growSoon();
		if (!this.#growing) void this.#showFilled();
	}

	hostDisconnected(): void {
		cancelAnimationFrame(this.#frame);
		this.#frame = 0;
		this.#scroll = null;
		this.#full.end();
	}

	/** Whoever scrolls to an edge of what is rendered sees more; the buttons there are for keys and readers. */
	watch(box: HTMLElement, scroll: StickyScroll): void {
		this.#scroll = scroll;
		this.#box = box;
		box.addEventListener('scroll', () => this.#atEdge(box), { passive: true });
		requestAnimationFrame(() => {
			this.#bare = false;
			this.#view.requestUpdate();
			void this.#view.updateComplete.then(() => this.#place());
		});
	}

	/** Shows another chat: its end, or what was seen of it last. */
	open(seen: Seen | null): void {
		const { turns } = this.#view;
		const index = seen === null ? -1 : turns.findIndex(({ id }) => id === seen.turnId);
		this.#placed = index === -1 ? null : seen;
		this.#turns = turns;
		this.#bare = this.#scroll === null;
		this.#wanted = index === -1 ? windowAtEnd(turns.length) : windowAround(index, { from: 0, to: 0 }, turns.length);
		this.#startAt(index === -1 ? turns.length - 1 : index);
		if (this.#placed === null) this.#follow();
		else void this.#view.updateComplete.then(() => this.#place());
	}

	/** Shows the newest turns and follows them. */
	toEnd(): void {
		const { turns } = this.#view;
		const { from } = this.shown;
		this.#wanted = windowAtEnd(turns.length);
		this.#placed = null;
		if (this.#now.to === null && from < turns.length) this.#now = { from: Math.max(from, this.#wanted.from), to: null };
		else this.#startAt(turns.length - 1);
		this.#follow();
	}

	move(step: typeof earlier, by = STEP): void {
		if (this.#scroll === null) return;
		this.#scroll.hold();
		this.#wanted = step(this.#wanted, this.#view.turns.length, by);
		this.#view.requestUpdate();
	}

	/** Renders a turn, and stops following the end. Resolves when it is shown, with a box full around it. */
	reveal(index: number): Promise<void> {
		this.#scroll?.hold();
		const { from, to } = this.shown;
		if (index < from || index >= to) {
			this.#wanted = windowAround(index, { from: 0, to: 0 }, this.#view.turns.length);
			this.#startAt(index);
		}
		return this.#full.shown();
	}

	/** Index of the first turn that is seen. */
	firstSeen(): number {
		const seen = this.#firstSeen()?.turn;
		return seen === undefined ? this.shown.from : Math.max(0, this.#view.turns.indexOf(seen, this.shown.from));
	}

	/** Where one reads; null while the end is followed. */
	seen(): Seen | null {
		if (this.#scroll === null || this.#box === null || this.#scroll.isFollowing) return null;
		const turn = this.#firstSeen();
		if (turn === null) return null;
		return { turnId: turn.turn.id, top: turn.getBoundingClientRect().top - this.#box.getBoundingClientRect().top };
	}

	#firstSeen(): TurnElement | null {
		const log = this.#box?.querySelector('.log');
		return log == null ? null : firstTurnBelow(log, this.#box!.getBoundingClientRect().top);
	}

	#follow(): void {
		this.#view.requestUpdate();
		this.#scroll?.follow();
		// What is rendered now may be other turns than before.
		void this.#view.updateComplete.then(() => this.#scroll?.stay());
	}

	/** A long answer comes in slices, and as long as there is too little below it, the place cannot be reached. */
	async #place(): Promise<void> {
		const [seen, scroll] = [this.#placed, this.#scroll];
		const element = turnsOf(this.#view).find(({ turn }) => turn.id === seen?.turnId);
		if (seen === null || element === undefined || scroll === null) return;
		this.#placed = null;
		const { touched } = scroll;
		await element.updateComplete;
		for (let whole = false; element.isConnected && scroll.touched === touched && this.#scroll === scroll; ) {
			if (scroll.place(element, seen.top) && whole) return;
			if (whole && this.#isThere() && turnsOf(this.#view).every(isWhole)) return;
			await new Promise((resolve) => requestAnimationFrame(resolve));
			whole = isWhole(element);
		}
	}

	/** Begins with one turn; the others come from there on. At the end those above it, else on both sides. */
	#startAt(index: number): void {
		const { length } = this.#view.turns;
		const isEnd = index === length - 1;
		const to = index + 1;
		this.#upward = isEnd ? length : index;
		this.#now = { from: Math.max(0, index), to: to === shownOf(this.#wanted, length).to ? this.#wanted.to : to };
		this.#full.begin(isEnd ? 1 : AROUND);
		this.#view.requestUpdate();
	}

	/** Shows what was rendered, where that is a box full or all that there is. */
	async #showFilled(): Promise<void> {
		if (!this.isFilling || this.#bare || this.#box === null) return;
		await Promise.all(endsOf(this.#view).map(({ updateComplete }) => updateComplete));
		if (this.#isThere() || this.#full.isReached(endsOf(this.#view), this.#box)) this.#full.end();
	}

	/** Other turns of the same chat: of many that were not there before the first are rendered at once. */
	#takeIn(turns: readonly Turn[]): void {
		const { from, to } = this.shown;
		const coming = turns.slice(from, to).flatMap((turn, at) => (this.#onPage.has(keyOf(turn)) ? [] : [from + at]));
		if (coming.length <= AT_ONCE) return;
		const first = coming[0]!;
		const count = screenful(turns, first, 1, this.#box);
		const end = Math.max(first + count, from + 1);
		if (end < to) this.#now = { from, to: end };
	}

	#growSoon(): void {
		if (this.#scroll === null || this.#bare || this.#frame !== 0 || this.#isThere()) return;
		this.#frame = requestAnimationFrame(() => void this.#grow());
	}

	/** Stays within one frame: what is awaited are updates of Lit, which come before the page is laid out. */
	async #grow(): Promise<void> {
		if (this.#isHalf()) {
			this.#frame = requestAnimationFrame(() => void this.#grow());
			return;
		}
		const began = performance.now();
		this.#growing = true;
		await this.#scroll?.anchored(async () => {
			do {
				this.#now = nearer(this.#now, this.#wanted, this.#view.turns.length, 1);
				this.#view.requestUpdate();
				await this.#view.updateComplete;
				await Promise.all(endsOf(this.#view).map(({ updateComplete }) => updateComplete));
				// Their layout, which is to be done anyway, takes as long as they themselves.
				void this.#box?.scrollHeight;
				// Those that go do so in a frame of their own.
			} while (isLacking(this.#now, this.#wanted, this.#view.turns.length) && timeLeft(began, GROW_MS));
		});
		await this.#showFilled();
		this.#growing = false;
		this.#frame = 0;
		this.#growSoon();
		// Who waits at the very top scrolls no more.
		if (this.#box !== null) this.#atEdge(this.#box);
	}

	/** What came last has its next piece in this frame; one whose answer is being written never ends, and is not waited for long. */
	#isHalf(): boolean {
		const half = !this.isFilling && this.#waited < WAITS && !endsOf(this.#view).every(isWhole);
		this.#waited = half ? this.#waited + 1 : 0;
		return half;
	}

	#isThere(): boolean {
		return isThere(this.#now, this.#wanted, this.#view.turns.length);
	}

	#atEdge(box: HTMLElement): void {
		if (this.#scroll === null || this.#scroll.isFollowing || !this.#isThere()) return;
		const { top } = box.getBoundingClientRect();
		const places = turnsOf(this.#view).map((turn) => {
			const place = turn.getBoundingClientRect();
			return { top: place.top - top, bottom: place.bottom - top };
		});
		const { from, to } = this.wanted;
		const more = moreAt(places, box.clientHeight, { before: from > 0, after: to < this.#view.turns.length });
		if (more === null) return;
		this.#wanted = more.step(this.#wanted, this.#view.turns.length, FEW, more.most);
		this.#view.requestUpdate();
	}
}
