import type { BrowserContext, Frame, Locator, Page } from 'playwright-core';

/** Opens the server's page and waits for the workbench. */
export async function openWorkbench(context: BrowserContext, url: string): Promise<Page> {
	const page = context.pages()[0] ?? (await context.newPage());
	await page.goto(url, { timeout: 120_000 });
	await waitForWorkbench(page);
	return page;
}

export async function waitForWorkbench(page: Page): Promise<void> {
	await page.waitForSelector('.monaco-workbench', { timeout: 120_000 });
	await page.waitForSelector('.part.statusbar', { timeout: 120_000 });
}

const QUICK_INPUT = '.quick-input-widget input.input';
const QUICK_ROW = '.quick-input-list .monaco-list-row';

/** Runs a command by its title. Focus changes can close the palette again, so the whole sequence is repeated until it holds. */
export async function command(page: Page, title: string): Promise<void> {
	const input = page.locator(QUICK_INPUT).first();
	for (let attempt = 1; ; attempt++) {
		try {
			await page.keyboard.press('F1');
			await input.waitFor({ state: 'visible', timeout: 3000 });
			await input.fill(`>${title}`, { timeout: 3000 });
			// Not Enter: another command may stand above it.
			const row = page.locator(QUICK_ROW).filter({ hasText: title }).first();
			await row.waitFor({ state: 'visible', timeout: 6000 });
			await row.click({ timeout: 3000 });
			return;
		} catch (error) {
			if (attempt === 6) throw error;
			await page.keyboard.press('Escape');
			await page
				.locator('.part.titlebar')
				.click({ position: { x: 300, y: 10 }, timeout: 2000 })
				.catch(() => undefined);
		}
	}
}

/** Opens a file of the workspace by its name. */
export async function openFile(page: Page, name: string): Promise<void> {
	const input = page.locator(QUICK_INPUT).first();
	for (let attempt = 1; ; attempt++) {
		try {
			await page.keyboard.press('Control+P');
			await input.waitFor({ state: 'visible', timeout: 3000 });
			await input.fill(name, { timeout: 3000 });
			await page.locator(QUICK_ROW).filter({ hasText: name }).first().click({ timeout: 8000 });
			await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ state: 'visible', timeout: 8000 });
			return;
		} catch (error) {
			if (attempt === 6) throw error;
			await page.keyboard.press('Escape');
		}
	}
}

/** Narrows an open quick pick down to `text` and accepts that row. */
export async function pick(page: Page, placeholder: string, text: string): Promise<void> {
	const input = page.locator(`.quick-input-widget input[placeholder*="${placeholder}"]`).first();
	await input.waitFor({ state: 'visible', timeout: 60_000 });
	await input.fill(text);
	const row = page.locator(QUICK_ROW).filter({ hasText: text }).first();
	await row.waitFor({ state: 'visible', timeout: 60_000 });
	await row.click();
}

/** Accepts the row of an open quick pick, whatever its placeholder. */
export async function pickRow(page: Page, text: string): Promise<void> {
	const row = page.locator(QUICK_ROW).filter({ hasText: text }).first();
	await row.waitFor({ state: 'visible', timeout: 60_000 });
	await row.click();
}

/** Types into an open input box, whose title or prompt holds `about`, and accepts it. */
export async function answerInput(page: Page, about: string, value: string): Promise<void> {
	await page.locator('.quick-input-widget').filter({ hasText: about }).waitFor({ state: 'visible', timeout: 60_000 });
	await page.locator(QUICK_INPUT).first().fill(value);
	await page.keyboard.press('Enter');
}

/** A webview's inner frame, found by an element that it must hold. */
export async function webview(page: Page, selector: string, timeoutMs = 90_000): Promise<Frame> {
	const end = Date.now() + timeoutMs;
	while (Date.now() < end) {
		for (const frame of page.frames()) {
			const found = await frame
				.locator(selector)
				.count()
				.catch(() => 0);
			if (found > 0) return frame;
		}
		await page.waitForTimeout(200);
	}
	throw new Error(
		`no webview with ${selector}; frames:\n${page
			.frames()
			.map((f) => f.url().slice(0, 120))
			.join('\n')}`,
	);
}

/** Text of Routoo's item in the status bar, with the tooltip's label. */
export async function statusBar(page: Page): Promise<string> {
	const item = page.locator('.part.statusbar .statusbar-item[id^="routoo.routoo"]').first();
	await item.waitFor({ state: 'visible', timeout: 90_000 });
	return textOf(item);
}

/** Visible text with every run of white space, no-break spaces included, as one space. */
export async function textOf(locator: Locator): Promise<string> {
	return ((await locator.textContent()) ?? '').replaceAll(/\s+/g, ' ').trim();
}
