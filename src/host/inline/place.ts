import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import type { PlacedTarget } from './target.ts';

/** Where lines of a document stand now: where they stood, else the one other place; null where they are gone or stand twice. */
export function placeOf(document: vscode.TextDocument, { start, lines }: { start: number; lines: readonly string[] }): number | null {
	const isAt = (at: number): boolean =>
		at >= 0 && at + lines.length <= document.lineCount && lines.every((line, i) => document.lineAt(at + i).text === line);
	if (isAt(start)) return start;
	const places: number[] = [];
	for (let at = 0; at + lines.length <= document.lineCount && places.length < 2; at++) if (isAt(at)) places.push(at);
	return places.length === 1 ? places[0]! : null;
}

/** Where an answer goes that has come. Errors: 'invalidInput' where the lines are not what they were, and where the document is closed. */
export function stillThere(target: PlacedTarget): number {
	const { document, path } = target;
	const start = document.isClosed ? null : placeOf(document, target);
	if (start !== null) return start;
	throw new RoutooError(
		'invalidInput',
		document.isClosed
			? l10n.t('{0} was closed while they were being rewritten.', path)
			: l10n.t('The lines of {0} changed while they were being rewritten.', path),
		l10n.t('Nothing was put in. Ask again.'),
	);
}
