import type { Item } from './outline.ts';

/** Words before a name that say nothing of which definition it is. */
const MODIFIERS =
	/^(export|default|public|private|protected|internal|static|async|abstract|final|override|virtual|sealed|partial|readonly|declare|unsafe|pub(\([^)]*\))?|extern(\s+"[^"]*")?|inline|constexpr|open|suspend|data|inner|local|mut|lateinit|companion|synchronized|native)\s+/;
const CONTROL =
	/^(if|else|elif|elsif|for|foreach|while|do|switch|case|default|try|catch|except|finally|with|return|throw|raise|yield|await|break|continue|match|when|unless|until|loop|select|go|defer|assert|print|echo|delete|del|new|goto|end|begin|rescue|ensure|using|lock|super|this|puts|require|include)\b/;
const DEFINED =
	/^(function\s*\*?|def|fn|func|fun|sub|proc|procedure|class|interface|type|enum|struct|trait|module|namespace|object|record|protocol|extension|union|macro_rules!|const|let|var|val|static)\s+([\w$.:~?!]+)/;
/** A constructor may have the name of its class. */
const TYPES = /^(class|interface|type|enum|struct|trait|module|namespace|object|record|protocol|extension|union)\s/;
/** An element with its name and its id; a closing one is none. */
const TAG = /^<([\w-]+)\b(?:[^>]*\sid=["']([^"']+))?/;
/** Elements that a page has once. */
const ONCE = /^(html|head|body|title|main|header|footer)$/i;
/** `private int count = 0;`, `public int Count { get; set; }`: the type stands before the name. */
const FIELD = /^(?:[\w.]+(?:<[^<>=;()]*>|\[\])?[?*&]?\s+)+([\w$]+)\s*(?:(?:=(?!=).*)?;|\{[^{}]*\}(?:\s*=.*;)?)$/;
/** Found by what they bring in, see matchItems. */
export const IMPORT = /^(import|from|use|using)\b/;
const CONTAINERS =
	/^(class|interface|enum|struct|impl|trait|module|namespace|object|record|protocol|extension|union|mod|defmodule|(RSpec\.|test\.)?describe|suite|context|create\s+table|model)\b/i;

/** The head without what may change while the definition stays the same one. */
function plain(head: string): string {
	let text = head.trim();
	for (let next = text.replace(MODIFIERS, ''); next !== text; next = text.replace(MODIFIERS, '')) text = next;
	return text;
}

/**
 * What a definition is found again by, when its signature, value or body has changed; null for a statement, which is found by its text
 * alone.
 */
export function identityOf(item: Item): string | null {
	const text = plain(item.sections[0].head);
	if (IMPORT.test(text)) return null;
	if (item.named) return /^[\w"`$]+/.exec(text)?.[0].replace(/["`]/g, '') ?? null;
	const tag = TAG.exec(text);
	if (tag !== null) return tag[2] === undefined ? (ONCE.test(tag[1]!) ? `<${tag[1]}` : null) : `#${tag[2]}`;
	const accessor = /^(get|set)\s+(#?[\w$]+)\s*\(/.exec(text);
	if (accessor !== null) return `${accessor[1]} ${accessor[2]}`;
	const go = /^func\s*\(\s*\w*\s*\*?(\w+)[^)]*\)\s*(\w+)/.exec(text);
	if (go !== null) return `${go[1]}.${go[2]}`;
	if (/^impl\b/.test(text)) return text.replace(/\s*\{.*$/, '');
	const defined = DEFINED.exec(text);
	if (defined !== null) return TYPES.test(text) ? `type ${defined[2]}` : defined[2]!;
	const macro = /^#\s*define\s+(\w+)/.exec(text);
	if (macro !== null) return `#define ${macro[1]}`;
	if (/^\s*export\s+default\b/.test(item.sections[0].head)) return 'export default';
	if (CONTROL.test(text)) return null;
	const field = FIELD.exec(text);
	if (field !== null) return field[1]!;
	const named = /^([\w.]+)\(\s*(['"`][^'"`]*['"`])/.exec(text);
	if (named !== null) return `${named[1]} ${named[2]}`;
	const key = /^["'`]?(#?[\w$@./-]+)["'`]?\s*(=(?![=>])|:(?![:=/])|:=)/.exec(text);
	if (key !== null) return key[1]!;
	const opens = item.sections.length > 1 || item.sections[0].body.items.length > 0 || /\)[^;=]*\{.*\}$/.test(text);
	if (!opens) return null;
	if (isCallback(text)) return null;
	const called = /(#?[\w$~]+)\s*(<[^<>]*>)?\s*\(/.exec(text);
	if (called !== null && !text.startsWith('(')) return called[1]!;
	const selector = /^([^(){}]+?)\s*\{$/.exec(text);
	return selector === null ? null : selector[1]!;
}

/** Whether one is a method and the other one stands for itself, a function or a value: of one name, but never the same. */
export function isOtherForm(a: Item, b: Item): boolean {
	const [one, other] = [formOf(a), formOf(b)];
	return one !== null && other !== null && (one === 'method') !== (other === 'method');
}

/** Null where its head does not tell. */
function formOf({ sections: [{ head }] }: Item): 'alone' | 'method' | null {
	const text = plain(head);
	if (/^function\b/.test(text)) return 'alone';
	const receiver = /^(?:def|fn)\s+\w+[^(]*\(\s*(?:&?\s*(?:'\w+\s+)?(?:mut\s+)?self\b|cls\b)?/.exec(text)?.[0];
	if (receiver !== undefined) return /(self|cls)$/.test(receiver) ? 'method' : 'alone';
	if (DEFINED.test(text) || /^[\w$]+\s*=[^=>]/.test(text)) return 'alone';
	return CONTROL.test(text) || !/^(?:get |set |\*|#)?[\w$]+\s*(?:<[^<>]*>\s*)?\(/.test(text) ? null : 'method';
}

/** A call that is handed a function, whose body stands below. */
export function isCallback(text: string): boolean {
	return /^[\w.$]+\(\s*(async\s*)?(\([^()]*\)|\w+)\s*=>\s*[{(]?$|^[\w.$]+\(\s*(async\s+)?function\b/.test(text);
}

/** Whether what a block leaves out of this item stays: methods of a class, keys of an object, but not statements of a function. */
export function isContainer(item: Item): boolean {
	const head = plain(item.sections[0].head);
	if (/^<(html|head|body)\b/i.test(head)) return true;
	if (CONTAINERS.test(head) || /^(type\s+\w+.*[{(]$|impl\b)/.test(head)) return true;
	// Go's groups, and names brought in on lines of their own.
	if (/^((import|const|var|type|use)|(from|import)\b.*)\s*\($/.test(head)) return true;
	if (CONTROL.test(head) || /=>|\)[^(){}]*\{?$|^(def|fn|func|fun|function|sub)\b/.test(head)) return /^@/.test(head);
	if (/^[{[]|[{[]$|^@/.test(head)) return true;
	// Below a key; tabs are the recipe of a make target.
	return /^[\w"'.-]+\s*:$/.test(head) && item.sections[0].body.items[0]?.sections[0].head.startsWith('\t') !== true;
}

/** An element of a page: what it holds stands for itself, line by line. */
export function isElement({ sections: [{ head }] }: Item): boolean {
	return /^<[a-z]/i.test(head.trim());
}

/** A head that only lacks what the file's begins with: `class A {` for `export class A {`. */
export function isShorter(block: string, file: string): boolean {
	const [ours, theirs] = [file.trim(), block.trim()];
	return (
		ours === theirs ||
		(ours.endsWith(` ${theirs}`) && /^((export|default|public|pub|abstract|final) )+$/.test(ours.slice(0, -theirs.length)))
	);
}

/** What a part of a statement begins with: `try`, `catch`. */
export function wordOf(head: string): string {
	return /\w+/.exec(head)?.[0] ?? '';
}
