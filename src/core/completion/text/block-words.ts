import type { LanguageRules } from './languages.ts';

/**
 * Words and signs that open, go on with and close blocks, by the layout of the language. Lines are given without their surrounding blanks.
 */

const OPENS_BRACKETS = /(?:[{([]|=>|^(?:case\b.*|default\s*|(?:public|private|protected)(?: slots)?):)$/;
const OPENS_INDENTED = /(?:[:{([]|->|=>|:\s*[|>][-+]?|\b(?:where|do|of|then|else|try|with|begin|function))$/;
const OPENS_WORDS =
	/(?:[{([]|\b(?:do|then|else|begin)|\bdo\s*\|[^|]*\|)$|^(?:(?:local|private|public|protected)\s+)*(?:def|defp|defmodule|class|module|if|unless|while|until|for|case|function|begin|try|struct|elsif|elif|elseif|else|when|rescue|ensure)\b/;
const ENDS_WORDS = /\b(?:end|fi|done|esac)\b[)\].,;]*$/;
const VOID_TAG = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;

const MODIFIER =
	'(?:(?:export|default|declare|pub(?:\\([^)]*\\))?|public|private|protected|internal|static|final|abstract|async|override|virtual|sealed|inline|constexpr|unsafe|suspend|open|data|extern|partial|readonly)\\s+)*';
const HEADER_BRACKETS = new RegExp(
	`^(?:\\}\\s*)?${MODIFIER}(?:function|fn|func|fun|class|struct|enum|interface|trait|impl|union|namespace|record|if|for|foreach|while|switch|match|try|do|else|loop|catch|finally|when|def|object|extension|protocol)\\b` +
		'|^(?:public|private|protected|internal|static)\\b[^=;]*\\(' +
		// A type, a name and parameters: a function in C's family.
		'|^(?!(?:return|throw|await|yield|new|delete|typeof|case|using|import|package|echo|goto|assert)\\b)[A-Za-z_][\\w:<>,*&\\[\\] ]* [*&]*[\\w:~]+ ?\\([^;=()]*\\)(?: (?:const|noexcept|override|final))*$',
);
const HEADER_INDENTED = /^(?:async\s+)?(?:def|class|if|elif|else|for|while|try|except|finally|with|match|case)\b/;

/** Blocks of Svelte and of Handlebars between tags. */
const OPENS_TEMPLATE = /^\{\{?[#:][^{}]*\}\}?$/;
const CLOSES_MARKUP = /^(?:<\/|\{\{?[/:])/;

/** The head of a rule, whose recipe begins each of its lines with a tab, and what else begins at the left edge. */
const RULE = /^(?!\.[A-Z]+\b)[^\s#=][^#=]*:(?!=)[^=]*$/;
const NO_RECIPE =
	/^(?:[\w.-]+\s*(?:[?+!]|:{1,3})?=|(?:-?include|sinclude|if(?:n?eq|n?def)|else|endif|define|endef|(?:un)?export|override|vpath)\b|\.[A-Z]+\b)/;

const GOES_ON = /^(?:else|elif|elsif|elseif|except|finally|rescue|ensure|catch|when|then)\b/;
const CLOSES_WORDS = /^(?:end|fi|done|esac|until)\b/i;

/** A line without the comment at its end, trimmed. */
export function codeOf(rules: LanguageRules, line: string): string {
	let code = line;
	for (const mark of rules.lineComments) {
		const at = code.lastIndexOf(` ${mark}`);
		if (at >= 0 && !/["'`]/.test(code.slice(at))) code = code.slice(0, at);
	}
	return code.trim();
}

/** Whether a line of a makefile, without its blanks, is none of a recipe. */
export function isNoRecipe(code: string): boolean {
	return NO_RECIPE.test(code) || RULE.test(code);
}

/** Whether the next line is expected to be deeper. */
export function opensBlock(rules: LanguageRules, line: string): boolean {
	const code = codeOf(rules, line);
	switch (rules.layout) {
		case 'brackets':
			return OPENS_BRACKETS.test(code);
		case 'indentation':
			// Of these languages, those with character literals are of the ML family, where a definition's body may stand below its `=`.
			return OPENS_INDENTED.test(code) || (rules.charLiterals && code.endsWith('='));
		case 'words':
			return OPENS_WORDS.test(code) && !ENDS_WORDS.test(code);
		case 'markup':
			return code.endsWith('{') || opensTag(code) || OPENS_TEMPLATE.test(code);
		case 'recipes':
			return RULE.test(line);
		case 'prose':
			return rules.brackets && /[{([]$/.test(code);
	}
}

function opensTag(code: string): boolean {
	const start = code.lastIndexOf('<');
	const name = start < 0 || !code.endsWith('>') || code.endsWith('/>') ? undefined : /^<([A-Za-z][\w.:-]*)/.exec(code.slice(start))?.[1];
	return name !== undefined && !VOID_TAG.test(name);
}

/** Whether the line begins a statement that has a block, such as `if` or a function, and is not at its end yet. */
export function beginsHeader(rules: LanguageRules, line: string): boolean {
	const code = codeOf(rules, line);
	if (/[;}]$/.test(code)) return false;
	switch (rules.layout) {
		case 'brackets':
			return HEADER_BRACKETS.test(code);
		case 'indentation':
			return HEADER_INDENTED.test(code);
		case 'words':
			return OPENS_WORDS.test(code) && !ENDS_WORDS.test(code);
		default:
			return false;
	}
}

/** Whether the line goes on with the statement whose block ended above it: `else`, `except`, `catch`. */
export function goesOn(line: string): boolean {
	return GOES_ON.test(line.trimStart());
}

/** Whether the line begins with what closes a block. */
export function closesBlock(rules: LanguageRules, line: string): boolean {
	const code = line.trimStart();
	if (rules.brackets && /^[)\]}]/.test(code)) return true;
	return rules.layout === 'words' ? CLOSES_WORDS.test(code) : rules.layout === 'markup' && CLOSES_MARKUP.test(code);
}

/** Enough in it to tell it from another line: three letters or digits. */
export function isSignificant(line: string): boolean {
	return (line.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 3;
}
