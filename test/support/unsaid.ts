import { type Node, parseSync } from 'oxc-parser';

export interface Unsaid {
	readonly line: number;
	readonly text: string;
}

/** Two words, or a word and a hole with a space between. */
const WORDS = /[A-Za-z]{2,}[^A-Za-z]*\s[^A-Za-z]*[A-Za-z]{2,}|[A-Za-z]{2,}[,:.;)]?\s+(?:\S\s)?\{\d+\}|\{\d+\}\S?\s+\(?[A-Za-z]{2,}/;
/** Attributes of an element that are read or heard. */
const HEARD = /(?:title|aria-label|aria-description|aria-roledescription|placeholder|alt)="([^"]*[A-Za-z]{2,}[^"]*)"/g;
/** Functions that write no text for a user. */
const NOT_FOR_USERS =
	/(?:^|\.)#?(?:log|debug|trace|info|warn|told|exec|prepare|run|all|get|querySelector(?:All)?|closest|matches|animate)$/;
const HOLE = '\u0001';

/**
 * Texts of a source that do not go through `l10n.t`: in quotes and templates, where they have two words or more; in `html`, every text
 * and every attribute that is read. Types, imports, comparisons, regular expressions, log lines, SQL and errors that only a log sees are
 * passed over.
 */
export function unsaid(source: string): readonly Unsaid[] {
	const found: Unsaid[] = [];
	const visit = (node: Node): void => {
		const { texts = [], inside } = read(node, source);
		const line = source.slice(0, node.start).split('\n').length;
		found.push(...texts.map((text) => ({ line, text: text.replaceAll(HOLE, '{}').replace(/\s+/g, ' ').trim() })));
		for (const each of inside) if (isNode(each)) visit(each);
	};
	visit(parseSync('source.ts', source).program);
	return found;
}

/** The texts that a node itself is, and the nodes within it that can hold more. */
interface Read {
	readonly texts?: readonly string[];
	readonly inside: readonly unknown[];
}

const NOTHING: Read = { inside: [] };

function read(node: Node, source: string): Read {
	if (/^(?:Import|ExportAll|TSType|TSInterface|TSLiteral|TSUnion|TSEnum)/.test(node.type)) return NOTHING;
	const written = (of: Node): string => source.slice(of.start, of.end);
	switch (node.type) {
		case 'CallExpression':
			if (written(node.callee) === 'l10n.t') return { inside: node.arguments.slice(1) };
			return NOT_FOR_USERS.test(written(node.callee)) ? NOTHING : within(node);
		case 'NewExpression':
			return /^(?:Error|TypeError|RangeError|RegExp)$/.test(written(node.callee)) ? NOTHING : within(node);
		case 'BinaryExpression':
			return /^[!=]=/.test(node.operator) ? NOTHING : within(node);
		case 'SwitchCase':
			return { inside: node.consequent };
		case 'Property':
			return { inside: [node.value] };
		case 'TaggedTemplateExpression': {
			const html = node.quasi.quasis.map(({ value }) => value.cooked ?? '').join(HOLE);
			return { texts: /^(?:html|svg)$/.test(written(node.tag)) ? markup(html) : [], inside: node.quasi.expressions };
		}
		case 'Literal':
			return typeof node.value === 'string' && isText(node.value) ? { texts: [node.value], inside: [] } : NOTHING;
		case 'TemplateLiteral': {
			const text = node.quasis.map(({ value }, index) => (index === 0 ? '' : `{${index - 1}}`) + (value.cooked ?? '')).join('');
			return { texts: isText(text) ? [text] : [], inside: node.expressions };
		}
		default:
			return within(node);
	}
}

function within(node: Node): Read {
	return { inside: Object.entries(node).flatMap(([key, child]): unknown[] => (key === 'parent' ? [] : [child].flat())) };
}

function isNode(value: unknown): value is Node {
	return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function isText(text: string): boolean {
	return WORDS.test(text) && !/^\s*(?:SELECT|INSERT|UPDATE|DELETE|PRAGMA|CREATE|ALTER|DROP|BEGIN|WITH) /.test(text);
}

function markup(html: string): readonly string[] {
	const plain = html.replace(/<!--[\s\S]*?-->/g, '');
	const heard = [...plain.matchAll(HEARD)].map(([, text = '']) => text);
	return [...heard, ...plain.split(/<[^>]*>/).filter((text) => /[A-Za-z]{2,}/.test(text.replace(/&\w+;/g, '')))];
}
