import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { GgufHeader } from './gguf.ts';

/** What a tokenizer is made of: tokens by id and merges, in the forms of the file. */
export interface Vocabulary {
	readonly tokens: readonly string[];
	readonly merges: readonly string[];
	/** Ids of tokens that no text may become, by what they are written as. */
	readonly special: Readonly<Record<string, number>>;
}

/** Of the tokens' kinds in the file, the one that steers (`LLAMA_TOKEN_TYPE_CONTROL`). */
const CONTROL = 3;

/** Errors: RoutooError 'invalidInput' where the file's tokenizer is not that of Qwen2, or is not whole. */
export function vocabularyOf({ metadata }: GgufHeader, size: number): Vocabulary {
	if (metadata.get('tokenizer.ggml.model') !== 'gpt2' || metadata.get('tokenizer.ggml.pre') !== 'qwen2')
		throw unfit(l10n.t('is not that of Qwen2'));
	const tokens = metadata.get('tokenizer.ggml.tokens');
	const merges = metadata.get('tokenizer.ggml.merges');
	const kinds = metadata.get('tokenizer.ggml.token_type');
	if (!areTexts(tokens) || !areTexts(merges) || !Array.isArray(kinds)) throw unfit(l10n.t('is not whole'));
	if (tokens.length !== size || kinds.length !== size || new Set(tokens).size !== size)
		throw unfit(l10n.t('does not have {0} tokens', size));
	const known = new Set(tokens);
	for (const merge of merges) {
		const parts = merge.split(' ');
		if (parts.length !== 2 || !known.has(parts.join('')) || !parts.every((part) => known.has(part)))
			throw unfit(l10n.t('has a merge of no tokens'));
	}
	const special = tokens.flatMap((token, id) => (kinds[id] === CONTROL ? [[token, id] as const] : []));
	return { tokens, merges, special: Object.fromEntries(special) };
}

function areTexts(value: unknown): value is readonly string[] {
	return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function unfit(why: string): RoutooError {
	return new RoutooError(
		'invalidInput',
		l10n.t('The tokenizer in this model file {0}.', why),
		l10n.t('Choose the file that the guide names.'),
	);
}
