import type { Page } from 'playwright-core';
import sharp from 'sharp';

/**
 * Writes what the page shows, or a part of it, as a PNG of at most 256 colours: a third of the size, and nothing to be seen of it in a
 * picture of text. `clip` in pixels.
 */
export async function photograph(
	page: Page,
	file: string,
	clip?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Promise<void> {
	const whole = await page.screenshot(clip ? { clip } : {});
	await sharp(whole).png({ palette: true, quality: 90, effort: 10, dither: 0 }).toFile(file);
}
