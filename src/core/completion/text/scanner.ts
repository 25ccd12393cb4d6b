import type { BlockCommentRule, LanguageRules, StringRule } from './languages.ts';

/** Something open at a place: a bracket, a string or a comment. */
export type Frame =
	| { readonly kind: 'bracket'; readonly open: string; readonly close: string }
	| { readonly kind: 'string'; readonly open: string; readonly close: string; readonly rule: StringRule }
	| { readonly kind: 'heredoc'; readonly open: string; readonly close: string }
	| { readonly kind: 'comment'; readonly open: string; readonly close: string; readonly rule: BlockCommentRule | null };

const CLOSER: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const BRACKETS: Readonly<Record<string, Frame>> = {
	'(': { kind: 'bracket', open: '(', close: ')' },
	'[': { kind: 'bracket', open: '[', close: ']' },
	'{': { kind: 'bracket', open: '{', close: '}' },
};
const LINE_COMMENT: Frame = { kind: 'comment', open: '', close: '', rule: null };
/** How many frames a closing bracket looks down for its opening one: keeps a scan linear. */
const MAX_SEARCH = 32;
const REGEX_AFTER = /(?:^|[(,=:[!&|?{};+*%~^>]|(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|throw|await|yield|when|if|unless))\s*$/;

/**
 * Told of every delimiter: where it begins in the line, how many frames are open after it (-1 where it closes nothing), and whether it
 * opens one.
 */
export type FrameVisitor = (at: number, depth: number, opens: boolean) => void;

/**
 * A lexical scanner that goes through a text line by line and keeps what is open: brackets, strings, comments.
 *
 * It reads delimiters only and never fails: a bracket that closes nothing is counted, a string of one line that is not closed ends with it.
 * Linear in the text.
 */
export class LexicalScanner {
	/**
	 * Closing brackets without an opening one, opening ones passed over by a closing one of another kind, and strings cut by the line's
	 * end.
	 */
	faults = 0;
	#heredoc: string | null = null;
	readonly #rules: LanguageRules;
	readonly #starts: ReadonlySet<string>;
	readonly #stack: Frame[];

	constructor(rules: LanguageRules, stack: readonly Frame[] = []) {
		this.#rules = rules;
		this.#stack = [...stack];
		this.#starts = startsOf(rules);
	}

	get stack(): readonly Frame[] {
		return this.#stack;
	}

	get top(): Frame | null {
		return this.#stack.at(-1) ?? null;
	}

	dropTop(): void {
		this.#stack.pop();
	}

	clone(): LexicalScanner {
		const copy = new LexicalScanner(this.#rules, this.#stack);
		copy.faults = this.faults;
		copy.#heredoc = this.#heredoc;
		return copy;
	}

	/** Reads whole lines and, last, one that may not be at its end yet; `finish` is called for all but that one. */
	scanText(text: string): void {
		let start = 0;
		for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
			this.scanLine(text.slice(start, end));
			this.finishLine();
			start = end + 1;
		}
		this.scanLine(text.slice(start));
	}

	/** Reads one line without its break, or the beginning of one. */
	scanLine(line: string, visit?: FrameVisitor): void {
		const top = this.top;
		if (top?.kind === 'heredoc') {
			if (line.trim() === top.close) this.#pop(0, visit);
			return;
		}
		let at = 0;
		while (at < line.length) at = this.#step(line, at, visit);
	}

	/** What the end of a line ends: line comments and strings of one line. */
	finishLine(): void {
		while (this.#stack.length > 0) {
			const top = this.top!;
			if (top.kind === 'comment' && top.rule === null) this.#stack.pop();
			else if (top.kind === 'string' && !top.rule.multiline) {
				this.#stack.pop();
				this.faults++;
			} else break;
		}
		if (this.#heredoc === null) return;
		this.#stack.push({ kind: 'heredoc', open: '', close: this.#heredoc });
		this.#heredoc = null;
	}

	#step(line: string, at: number, visit?: FrameVisitor): number {
		const top = this.top;
		if (top === null || top.kind === 'bracket') return this.#code(line, at, visit);
		if (top.kind === 'comment') return this.#comment(line, at, top, visit);
		return top.kind === 'string' ? this.#string(line, at, top.rule, visit) : line.length;
	}

	#comment(line: string, at: number, top: Frame & { kind: 'comment' }, visit?: FrameVisitor): number {
		const { rule } = top;
		if (rule === null) return line.length;
		const close = line.indexOf(rule.close, at);
		const open = rule.nested ? line.indexOf(rule.open, at) : -1;
		if (open >= 0 && (close < 0 || open < close)) return this.#push(top, open, rule.open.length, visit);
		if (close < 0) return line.length;
		this.#pop(close, visit);
		return close + rule.close.length;
	}

	#string(line: string, at: number, rule: StringRule, visit?: FrameVisitor): number {
		const { interpolation } = rule;
		const first = rule.close[0]!;
		for (let i = at; i < line.length; i++) {
			const char = line[i]!;
			if (interpolation !== undefined && char === interpolation[0] && line.startsWith(interpolation, i)) {
				return this.#push(BRACKETS[interpolation.at(-1)!]!, i, interpolation.length, visit);
			}
			if (char === '\\' && rule.escapes) i++;
			else if (char === first && line.startsWith(rule.close, i)) {
				this.#pop(i, visit);
				return i + rule.close.length;
			}
		}
		return line.length;
	}

	#code(line: string, at: number, visit?: FrameVisitor): number {
		const rules = this.#rules;
		let i = at;
		while (i < line.length && !this.#starts.has(line[i]!)) i++;
		if (i >= line.length) return i;
		for (const rule of rules.blockComments) {
			if (line.startsWith(rule.open, i))
				return this.#push({ kind: 'comment', open: rule.open, close: rule.close, rule }, i, rule.open.length, visit);
		}
		for (const mark of rules.lineComments) {
			if (line.startsWith(mark, i) && this.#beginsComment(line, i)) return this.#push(LINE_COMMENT, i, line.length - i, visit);
		}
		const char = line[i]!;
		if (rules.charLiterals && char === "'") return charLiteralEnd(line, i);
		for (const rule of rules.strings) {
			if (!line.startsWith(rule.open, i)) continue;
			if (!this.#opensString(line, i)) return i + 1;
			return this.#push({ kind: 'string', open: rule.open, close: rule.close, rule }, i, rule.open.length, visit);
		}
		if (char === '/' && rules.regex) return regexEnd(line, i);
		if (rules.heredoc !== null && line.startsWith('<<', i) && line[i - 1] !== '<') {
			const marker = rules.heredoc.exec(line.slice(i, i + 80));
			if (marker?.index === 0) this.#heredoc ??= marker[1] ?? null;
		}
		if (rules.brackets) {
			if (CLOSER[char] !== undefined) return this.#push(BRACKETS[char]!, i, 1, visit);
			if (char === ')' || char === ']' || char === '}') this.#close(char, i, visit);
		}
		return i + 1;
	}

	#beginsComment(line: string, at: number): boolean {
		const before = at === 0 ? ' ' : line[at - 1]!;
		return this.#rules.commentAfterBlank ? before === ' ' || before === '\t' : before !== ':' || line[at] !== '/';
	}

	#opensString(line: string, at: number): boolean {
		const after = this.#rules.quotesAfter;
		if (after === null) return true;
		let i = at - 1;
		while (i >= 0 && (line[i] === ' ' || line[i] === '\t')) i--;
		return i < 0 ? !after.startsWith('=') || after.length > 1 : after.includes(line[i]!);
	}

	#close(char: string, at: number, visit?: FrameVisitor): void {
		const stack = this.#stack;
		const lowest = Math.max(0, stack.length - MAX_SEARCH);
		for (let i = stack.length - 1; i >= lowest && stack[i]!.kind === 'bracket'; i--) {
			if (stack[i]!.close !== char) continue;
			this.faults += stack.length - 1 - i;
			stack.length = i + 1;
			this.#pop(at, visit);
			return;
		}
		// In a shell's `case` a pattern ends with a bracket that nothing opens.
		if (char === ')' && this.#rules.layout === 'words') return;
		this.faults++;
		visit?.(at, -1, false);
	}

	#push(frame: Frame, at: number, length: number, visit?: FrameVisitor): number {
		this.#stack.push(frame);
		visit?.(at, this.#stack.length, true);
		return at + length;
	}

	#pop(at: number, visit?: FrameVisitor): void {
		this.#stack.pop();
		visit?.(at, this.#stack.length, false);
	}
}

/** Where scanning goes on after the `'` at `at`: behind a character literal, else behind the mark alone. */
function charLiteralEnd(line: string, at: number): number {
	if (line[at + 1] === '\\') {
		const close = line.indexOf("'", at + 3);
		return close >= 0 && close - at <= 12 ? close + 1 : at + 1;
	}
	const width = (line.codePointAt(at + 1) ?? 0) > 0xffff ? 2 : 1;
	return line[at + 1 + width] === "'" ? at + 2 + width : at + 1;
}

/** Where scanning goes on after the `/` at `at`: behind a regular expression that ends in this line, else behind the slash. */
export function regexEnd(line: string, at: number): number {
	if (line[at + 1] === '>' || !REGEX_AFTER.test(line.slice(Math.max(0, at - 24), at))) return at + 1;
	let set = false;
	for (let i = at + 1; i < line.length && i < at + 400; i++) {
		const char = line[i];
		if (char === '\\') i++;
		else if (char === '[') set = true;
		else if (char === ']') set = false;
		else if (char === '/' && !set) return i + 1;
	}
	return at + 1;
}

const startsCache = new WeakMap<LanguageRules, ReadonlySet<string>>();

/** First characters of everything that means something in code. */
function startsOf(rules: LanguageRules): ReadonlySet<string> {
	let starts = startsCache.get(rules);
	if (starts === undefined) {
		const marks = [...rules.lineComments, ...rules.blockComments.map((rule) => rule.open), ...rules.strings.map((rule) => rule.open)];
		if (rules.brackets) marks.push('(', ')', '[', ']', '{', '}');
		if (rules.regex) marks.push('/');
		if (rules.charLiterals) marks.push("'");
		if (rules.heredoc !== null) marks.push('<');
		starts = new Set(marks.map((mark) => mark[0]!));
		startsCache.set(rules, starts);
	}
	return starts;
}
