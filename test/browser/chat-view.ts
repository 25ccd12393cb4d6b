import type { Frame, Page } from 'playwright-core';
import { until } from './runner.ts';
import { command, textOf, webview } from './workbench.ts';

/** The chat view as a user sees it. */
export class ChatView {
	readonly frame: Frame;

	private constructor(frame: Frame) {
		this.frame = frame;
	}

	static async open(page: Page): Promise<ChatView> {
		await command(page, 'Routoo: Open Chat');
		return ChatView.shown(page);
	}

	/** The view that was opened otherwise. */
	static async shown(page: Page): Promise<ChatView> {
		const frame = await webview(page, 'routoo-chat');
		await frame.getByLabel('Message', { exact: true }).waitFor({ state: 'visible', timeout: 90_000 });
		return new ChatView(frame);
	}

	/** Sends and waits until the view shows the new turn. Every text of a session must be another one. */
	async send(text: string): Promise<void> {
		await this.frame.getByLabel('Message', { exact: true }).fill(text);
		await this.frame.getByLabel('Send', { exact: true }).click();
		await this.frame.locator('routoo-turn:last-of-type .question-text', { hasText: text }).waitFor({ state: 'visible', timeout: 90_000 });
	}

	/** Text of the newest answer as far as it came. */
	async lastAnswer(): Promise<string> {
		const answer = this.frame.locator('routoo-turn').last().locator('.answer-text');
		return (await answer.count()) === 0 ? '' : textOf(answer);
	}

	async lastRouting(): Promise<string> {
		return textOf(this.frame.locator('routoo-turn').last().locator('.routing-facts'));
	}

	/** Waits until the newest turn has ended and gives its receipt. */
	async receipt(timeoutMs = 120_000): Promise<string> {
		const receipt = this.frame.locator('routoo-turn').last().locator('.receipt-text');
		await receipt.waitFor({ state: 'visible', timeout: timeoutMs });
		return textOf(receipt);
	}

	/** Records, from now on, how long the newest answer was each time the page changed after its routing line stood there. */
	async watchOrder(): Promise<() => Promise<number[]>> {
		const start = `(() => {
			globalThis.__lengths = [];
			new MutationObserver(() => {
				const turn = [...document.querySelectorAll('routoo-turn')].at(-1);
				if (turn?.querySelector('.routing-facts')) globalThis.__lengths.push(turn.querySelector('.answer-text')?.textContent.trim().length ?? 0);
			}).observe(document.body, { childList: true, subtree: true, characterData: true });
		})()`;
		await this.frame.evaluate(start);
		return () => this.frame.evaluate('globalThis.__lengths') as Promise<number[]>;
	}

	async waitForStream(minLength: number): Promise<void> {
		await until(`an answer of ${minLength} characters`, async () => (await this.lastAnswer()).length >= minLength, 120_000);
	}
}
