/** What a comment begins with, in the languages that people write; `#` not where it is a heading, a directive or a colour. */
const OPENS =
	/^(\/\/+|\/\*+|\{\/\*|<!--|--(?!-)|#(?!include|define|if|ifdef|ifndef|endif|else|elif|pragma|undef|region|endregion|!|\[|\w)|;+\s|%+\s|\(\*|'\s|REM\b|"""|''')/i;
const CLOSES = /(\*\/\}?|-->|\*\)|"""|''')$/;

/** A line that is a comment as a whole. `text` is trimmed. */
export function isComment(text: string): boolean {
	return OPENS.test(text);
}

/** A decorator or an attribute: `@x`, `#[x]`, `[X]`. */
export function isMarker(text: string): boolean {
	return (
		/^(@[\w.]+(\(.*\))?|#!?\[.*\]|\[[A-Z][\w.]*(\(.*\))?\])$/.test(text) &&
		!/^@(media|import|charset|supports|layer|font-face)\b/.test(text)
	);
}

/** Words of a comment without its marks. */
export function wordsOf(text: string): string {
	return text
		.replace(OPENS, '')
		.replace(CLOSES, '')
		.replace(/^[\s*]+|[\s*]+$/g, '');
}

const PART =
	'(code|implementation|contents?|logic|body|lines?|methods?|functions?|imports?|exports?|fields?|properties|props|parts?|members?|cases?|tests?|specs?|examples?|rules?|styles?|routes?|keys?|entries|items?|elements?|rows?|columns?|records?|values?|options?|settings|variables|constants|types|variants?|arms?|handlers?|hooks|helpers?|steps?|jobs?|services?|scripts?|dependencies|sections?|text|markup|html|file|class|config(uration)?|definitions?|declarations?|statements?|setup|stuff|things)';

/**
 * "The rest is as before", as models write it, in the languages that they answer in. Only short comments are asked, and never one that the
 * file itself has.
 */
const UNCHANGED = new RegExp(
	[
		'\\b(unchanged|unmodified|untouched|omitted|elided|truncated|snip(ped)?|abbreviated|as (before|above|is|it was)|no changes?|(stays?|remains?|is|are|kept) the same|same as (before|above)|(the )?rest( |$)|remainder)\\b',
		`\\b((all |the |your |any )*(existing|other|remaining|previous|original|rest|current|old|earlier)( of)?( the| your| this)? ([\\w-]+ )?|more |further |additional |your )${PART}\\b`,
		'\\bkeep (the )?(rest|existing|this|all|other|everything)\\b',
		`\\b${PART} (continues?|(goes|comes|stays?) here|here|above|below)\\b`,
		'\\b(unver[äa]ndert|restliche[rsn]?|(der|die|das) rest|rest (des|der|vom)|bleibt|wie (bisher|zuvor|oben)|(bestehende|vorhandene)[rsn]?|weggelassen)\\b',
		'\\b(inchang[ée]e?s?|(le )?reste( du|$)|existante?s?|comme avant|omis|sin cambios|(el )?resto( del?| igual|$)|existentes?|omitido|sem altera[çc][õo]es|inalterad[oa]s?|restante|invariat[oaie]|come prima|omesso)(\\b|$)',
		'\\b(ongewijzigd|overige|niezmienion[ey]|bez zmian|pozosta[łl]\\w*|oldu[ğg]u gibi)|de[ğg]i[şs]me|без изменени|остальн|как раньше|不变|其余|其他代码|省略|保持|原有|既存|変更なし|残り|そのまま|기존|나머지|동일|생략',
	].join('|'),
	'iu',
);

/** `{...props}`, `[...a, ...b]`, `...options`: code; what models leave out has a blank behind the dots or dots on both sides. */
const SPREAD = /^(?:([[{])\s*(?:\.{3}[\w$.]+,\s*)*)?\.{3}[\w$]+(?:\.[\w$]+)*(?:\([^()]*\))?\s*[\]}]?[,;]?$/;
/** `<ExistingUsers />`: a name alone. */
const ELEMENT = /^<\/?[\w.:-]+\s*\/?>$/;

/** Longer comments tell something of their own. */
const LONGEST = 120;
const MOST_WORDS = 8;

/**
 * Whether a line of a block stands for code that the block leaves out: dots alone, a comment with dots and nothing more than words, or one
 * that says so. A line that the file itself has is none. `text` is trimmed.
 */
export function isPlaceholder(text: string, inFile: ReadonlySet<string>): boolean {
	if (text === '' || text.length > LONGEST || inFile.has(text) || SPREAD.test(text) || ELEMENT.test(text)) return false;
	if (/^[([{<]?\s*(\.{3,}|…+|⋯|⋮)\s*[)\]}>]?[,;]?$/.test(text)) return true;
	if (/^(\[|<|\{)\s*[^\])>}]*(\.{3}|…|unchanged|rest of|existing)[^\])>}]*(\]|>|\})$/i.test(text) && !/["'=;]/.test(text)) return true;
	if (!isComment(text)) return /^(\.{3,}|…)\s*[\p{L}\s()]+(\.{3,}|…)?$/u.test(text);
	const words = wordsOf(text);
	if (/(\.{3,}|…|⋯)/.test(words)) return true;
	return words.split(/\s+/).length <= MOST_WORDS && UNCHANGED.test(words);
}
