import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ShownError } from '../../core/base/errors.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import { formatEstimate, formatQuality } from '../../protocol/format.ts';
import type { PlacedTarget } from './target.ts';

const PREVIEW_MS = 250;
const MOST_CHARS = 4000;

type Preview = (wish: string, signal: AbortSignal) => Promise<RoutingLine | ShownError | null>;

/** Asks at the top what to do with the lines; model, predicted quality and price stand below while one types. Null when dismissed. */
export function askWish(target: PlacedTarget, preview: Preview): Promise<string | null> {
	const { start, lines, path } = target;
	const last = start + lines.length;
	const box = vscode.window.createInputBox();
	box.title =
		lines.length === 1
			? l10n.t('Routoo: edit line {0} of {1}', last, path)
			: l10n.t('Routoo: edit lines {0} to {1} of {2}', start + 1, last, path);
	box.placeholder = l10n.t('What should change? Enter starts, Escape leaves it');
	let running = new AbortController();
	let timer: ReturnType<typeof setTimeout> | undefined;
	const look = async (wish: string): Promise<void> => {
		running.abort();
		const mine = new AbortController();
		running = mine;
		// A preview is a courtesy: what is wrong is said when it is sent.
		const found = await preview(wish, mine.signal).catch(() => null);
		if (!mine.signal.aborted)
			box.prompt = found === null ? '' : 'modelName' in found ? lineWords(found) : `${found.message} ${found.nextStep}`;
	};
	return new Promise((resolve) => {
		let wish: string | null = null;
		box.onDidChangeValue((text) => {
			clearTimeout(timer);
			box.validationMessage = text.length > MOST_CHARS ? l10n.t('At most {0} characters.', MOST_CHARS.toLocaleString('en-US')) : undefined;
			timer = setTimeout(() => void look(text), PREVIEW_MS);
		});
		box.onDidAccept(() => {
			if (box.value.trim() === '' || box.value.length > MOST_CHARS) return;
			wish = box.value;
			box.hide();
		});
		box.onDidHide(() => {
			clearTimeout(timer);
			running.abort();
			box.dispose();
			resolve(wish);
		});
		box.show();
	});
}

/** Model, predicted quality and price. */
export function lineWords({ modelName, quality, expectedCost }: RoutingLine): string {
	return `${modelName}, ${formatQuality(quality)}${expectedCost ? `, ${formatEstimate(expectedCost)}` : ''}`;
}
