/** What Cline, Roo Code and Kilo Code write of their own behind everything else. */
const DETAILS = '<environment_details>\n';
const DETAILS_END = '</environment_details>';
/** In what they put the words of the user: of the task, of an answer to a question, beside the result of a tool. */
const WORDS = ['task', 'user_message', 'feedback', 'answer'];

/** Results of tools, errors and what is to be done, where no words of the user are. */
const CLIENTS_OWN = /^(?:\[|# )/;

/**
 * The user's words in a message of theirs, '' where there are none: then it holds results of tools. The first opening and the last closing
 * before the details of the environment are the client's own.
 */
export function clineWords(texts: readonly string[]): string {
	const whole = texts.join('\n').trim();
	const details = whole.endsWith(DETAILS_END) ? whole.lastIndexOf(DETAILS) : -1;
	const text = details < 0 ? whole : whole.slice(0, details).trimEnd();
	const tag = WORDS.map((one) => ({ one, at: opening(text, one) }))
		.filter(({ at }) => at >= 0)
		.sort((a, b) => a.at - b.at)[0];
	if (tag === undefined) return CLIENTS_OWN.test(text) ? '' : text;
	const from = tag.at + tag.one.length + 2;
	const to = text.lastIndexOf(`</${tag.one}>`);
	return text.slice(from, to > from ? to : undefined).trim();
}

/** Whether it wrote anything of this conversation: a system text may call another program by such a name. */
export function isClines(texts: readonly string[]): boolean {
	const text = texts.join('\n');
	return text.includes(DETAILS) || text.includes(DETAILS_END) || WORDS.some((one) => opening(text, one) >= 0);
}

/** At the beginning of a line. */
function opening(text: string, tag: string): number {
	if (text.startsWith(`<${tag}>\n`)) return 0;
	const at = text.indexOf(`\n<${tag}>\n`);
	return at < 0 ? -1 : at + 1;
}
