import * as l10n from '@vscode/l10n';
import type { SymbolKind } from 'vscode';

/** By the number that VS Code has for the kind. */
const WORDS: readonly (() => string)[] = [
	() => l10n.t('file'),
	() => l10n.t('module'),
	() => l10n.t('namespace'),
	() => l10n.t('package'),
	() => l10n.t('class'),
	() => l10n.t('method'),
	() => l10n.t('property'),
	() => l10n.t('field'),
	() => l10n.t('constructor'),
	() => l10n.t('enum'),
	() => l10n.t('interface'),
	() => l10n.t('function'),
	() => l10n.t('variable'),
	() => l10n.t('constant'),
	() => l10n.t('string'),
	() => l10n.t('number'),
	() => l10n.t('boolean'),
	() => l10n.t('array'),
	() => l10n.t('object'),
	() => l10n.t('key'),
	() => l10n.t('null'),
	() => l10n.t('enum member'),
	() => l10n.t('struct'),
	() => l10n.t('event'),
	() => l10n.t('operator'),
	() => l10n.t('type parameter'),
];

/** What a symbol is, as a row of a list says it. */
export function kindInWords(kind: SymbolKind): string {
	return WORDS[kind]?.() ?? l10n.t('symbol');
}
