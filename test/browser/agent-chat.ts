import type { Locator, Page } from 'playwright-core';
import { until } from './runner.ts';
import { command, textOf } from './workbench.ts';

const VIEW = '.part.auxiliarybar .interactive-session';
/** Of the last answer, from now on, whenever it changes. */
const WATCH = `(() => {
	globalThis.__said = [];
	const read = () => {
		const answer = [...document.querySelectorAll('${VIEW} .interactive-response')].at(-1);
		const text = (answer?.querySelector('.value')?.innerText ?? '').trim();
		if (text !== '' && globalThis.__said.at(-1) !== text) globalThis.__said.push(text);
	};
	globalThis.__watch?.disconnect();
	globalThis.__watch = new MutationObserver(read);
	globalThis.__watch.observe(document.querySelector('${VIEW}'), { childList: true, subtree: true, characterData: true });
})()`;

/** Puts a red square on the clipboard. */
const PICTURE = `(async () => {
	const canvas = document.createElement('canvas');
	canvas.width = canvas.height = 12;
	const drawing = canvas.getContext('2d');
	drawing.fillStyle = 'red';
	drawing.fillRect(0, 0, 12, 12);
	const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
	await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
})()`;

/** As a person reads it: no invisible characters, white space as one space. */
function seen(text: string): string {
	return text
		.replaceAll(/[\u2061-\u2064]/g, '')
		.replaceAll(/\s+/g, ' ')
		.trim();
}

/** VS Code's own Chat in the side bar, as a user sees and handles it. Every act of a user is counted. */
export class AgentChat {
	readonly #page: Page;
	readonly #view: Locator;
	#acts = 0;

	private constructor(page: Page) {
		this.#page = page;
		this.#view = page.locator(VIEW).first();
	}

	/** By the command of the extension that opens it, or another: one act. */
	static async open(page: Page, title = "Routoo: Open VS Code's Chat with Routoo Auto"): Promise<AgentChat> {
		const chat = new AgentChat(page);
		await command(page, title);
		chat.#acts++;
		await chat.#input.waitFor({ state: 'visible', timeout: 120_000 });
		return chat;
	}

	/** Acts of the user so far: commands run, texts typed, keys pressed and buttons clicked. */
	get acts(): number {
		return this.#acts;
	}

	get #input(): Locator {
		return this.#view.locator('.chat-editor-container .monaco-editor').first();
	}

	get #answer(): Locator {
		return this.#view.locator('.interactive-response').last();
	}

	/** The model as the picker under the input names it. */
	async model(): Promise<string> {
		return textOf(this.#view.locator('.model-picker-item:visible').first());
	}

	/** A fresh conversation in the same view. */
	async startAnew(): Promise<void> {
		await this.#page.locator('.part.auxiliarybar .composite.title a.action-label[aria-label^="New Chat"]:visible').first().click();
		this.#acts++;
		await until('an empty chat', async () => (await this.#view.locator('.interactive-request').count()) === 0);
	}

	/** Types a message, sends it, and waits until it stands there: two acts. */
	async send(text: string): Promise<void> {
		const before = await this.#view.locator('.interactive-request').count();
		await this.#input.click();
		await this.#page.keyboard.type(text);
		this.#acts++;
		await this.#page.keyboard.press('Enter');
		this.#acts++;
		await until(
			`the message "${text}"`,
			async () => (await this.#view.locator('.interactive-request').count()) > before || (await this.#stop.count()) > 0,
		);
	}

	/** Puts a picture into the message that is being written, as Ctrl+V does. */
	async pastePicture(): Promise<void> {
		await this.#page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
		await this.#input.click();
		await this.#page.evaluate(PICTURE);
		await this.#page.keyboard.press('Control+V');
		await this.#view.locator('.chat-attached-context-attachment.image-attachment').first().waitFor({ state: 'visible', timeout: 60_000 });
	}

	get #stop(): Locator {
		return this.#view.locator('.codicon-stop-circle:visible');
	}

	/** Every text that the newest answer had, in turn, from now on. */
	async watch(): Promise<() => Promise<string[]>> {
		await this.#page.evaluate(WATCH);
		return async () => ((await this.#page.evaluate('globalThis.__said')) as string[]).map(seen);
	}

	/** Waits for the end of the newest answer and gives what then stands open. */
	async answered(words: RegExp | string, timeoutMs = 120_000): Promise<string> {
		return until(
			`an answer with ${words}`,
			async () => {
				if ((await this.#stop.count()) > 0) return null;
				const text = await this.text();
				return (typeof words === 'string' ? text.includes(words) : words.test(text)) ? text : null;
			},
			timeoutMs,
		);
	}

	/** The newest answer as far as it came, with what is folded away. */
	async text(): Promise<string> {
		if ((await this.#answer.count()) === 0) return '';
		// A terminal among the steps brings its style sheets along.
		const text = await this.#answer
			.locator('.value')
			.first()
			.evaluate((value) => {
				const copy = value.cloneNode(true) as Element;
				for (const style of copy.querySelectorAll('style')) style.remove();
				return copy.textContent ?? '';
			});
		return seen(text);
	}

	/** Stops what is under way. */
	async stop(): Promise<void> {
		await this.#stop.first().click();
		this.#acts++;
		await until('the end of the answer', async () => (await this.#stop.count()) === 0);
	}

	/** Opens what is folded away under "Completed N steps" of the newest answer. */
	async unfold(): Promise<void> {
		await this.#answer
			.getByText(/^Completed \d+ steps?/)
			.first()
			.click();
		this.#acts++;
	}

	/** Takes all edits of the conversation. */
	async keep(): Promise<void> {
		const keep = this.#view.getByRole('button', { name: 'Keep', exact: false }).first();
		await keep.waitFor({ state: 'visible', timeout: 60_000 });
		await keep.click();
		this.#acts++;
		await keep.waitFor({ state: 'hidden', timeout: 60_000 });
	}

	/** Asks in the editor of an open file, takes the edit and saves it. */
	async inline(text: string): Promise<void> {
		await this.#page.locator('.editor-instance .view-lines:visible').first().click();
		await this.#page.keyboard.press('Control+I');
		const input = this.#page.locator('.inline-chat .chat-editor-container .monaco-editor:visible').first();
		await input.waitFor({ state: 'visible', timeout: 60_000 });
		await this.#page.keyboard.type(text);
		await this.#page.keyboard.press('Enter');
		const keep = this.#page.locator('.chat-diff-change-content-widget a.action-label[aria-label^="Keep"]:visible').first();
		await keep.waitFor({ state: 'visible', timeout: 60_000 });
		await keep.click({ force: true });
		await this.#page.keyboard.press('Control+S');
	}

	/** What the view knows of the context's size, in its own words. */
	async usage(): Promise<string> {
		const widget = this.#view.locator('.chat-context-usage-widget:visible').first();
		await widget.waitFor({ state: 'visible', timeout: 60_000 });
		return ((await widget.getAttribute('aria-label')) ?? (await textOf(widget))).trim();
	}
}
