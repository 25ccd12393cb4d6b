/** A string literal of a language. */
export interface StringRule {
	readonly open: string;
	readonly close: string;
	/** Whether a backslash takes the next character's meaning away. */
	readonly escapes: boolean;
	/** Whether it may hold line breaks; others end at the line's end, closed or not. */
	readonly multiline: boolean;
	/** What begins code inside it; that code ends at the bracket that closes the last character of this. */
	readonly interpolation?: string;
}

export interface BlockCommentRule {
	readonly open: string;
	readonly close: string;
	readonly nested: boolean;
}

/**
 * How blocks are marked: by brackets, by indentation alone, by words such as `end`, by tags, by the tab of make's recipes, or not at all.
 */
export type Layout = 'brackets' | 'indentation' | 'words' | 'markup' | 'recipes' | 'prose';

/** How tags are read: with HTML's that nothing closes, all closed, or within a script. */
export type TagRules = 'html' | 'xml' | 'jsx';

export interface LanguageRules {
	readonly layout: Layout;
	readonly lineComments: readonly string[];
	/** Line comments begin only at a line's start or after a blank, as `#` in a shell. */
	readonly commentAfterBlank: boolean;
	readonly blockComments: readonly BlockCommentRule[];
	/** Where two share their beginning, the longer first. */
	readonly strings: readonly StringRule[];
	/** `'` is a quote only where it closes after one character; else a lifetime, a prime or a digit separator. */
	readonly charLiterals: boolean;
	/** A quote opens a string only after one of these characters (blanks skipped) or at the line's start; null: anywhere. */
	readonly quotesAfter: string | null;
	/** `/` may begin a regular expression. */
	readonly regex: boolean;
	/** Matches a here-document's beginning, from its first `<`; the first group is the text of its last line. */
	readonly heredoc: RegExp | null;
	/** Round, square and curly brackets are pairs. */
	readonly brackets: boolean;
	/** A line, with its blanks, that parts a file of this language into pieces which are read or run apart: see borders.ts. */
	readonly border: RegExp | null;
	/** Null where the language has none. */
	readonly tags: TagRules | null;
}

const string = (quote: string, more: Partial<StringRule> = {}): StringRule => ({
	open: quote,
	close: quote,
	escapes: true,
	multiline: false,
	...more,
});
const DOUBLE = string('"');
const SINGLE = string("'");
const TRIPLE = string('"""', { multiline: true });
const SLASH_STAR: BlockCommentRule = { open: '/*', close: '*/', nested: false };
const NESTED_SLASH_STAR: BlockCommentRule = { ...SLASH_STAR, nested: true };
const MARKUP_COMMENT: BlockCommentRule = { open: '<!--', close: '-->', nested: false };

const BASE: LanguageRules = {
	layout: 'brackets',
	lineComments: ['//'],
	commentAfterBlank: false,
	blockComments: [SLASH_STAR],
	strings: [DOUBLE],
	charLiterals: false,
	quotesAfter: null,
	regex: false,
	heredoc: null,
	brackets: true,
	border: null,
	tags: null,
};
const rules = (more: Partial<LanguageRules>): LanguageRules => ({ ...BASE, ...more });

const TEMPLATE = string('`', { multiline: true, interpolation: '${' });
const C = rules({ charLiterals: true });
const SCRIPT = rules({ strings: [DOUBLE, SINGLE, TEMPLATE], regex: true });
const HASH = rules({ lineComments: ['#'], blockComments: [], strings: [DOUBLE, SINGLE] });
const PYTHON = {
	...HASH,
	layout: 'indentation',
	strings: [TRIPLE, string("'''", { multiline: true }), DOUBLE, SINGLE],
} satisfies LanguageRules;
const SHELL: LanguageRules = {
	...HASH,
	layout: 'words',
	commentAfterBlank: true,
	strings: [string('"', { multiline: true }), string("'", { multiline: true, escapes: false })],
	heredoc: /<<[-~]?\s*["']?([A-Za-z_]\w*)["']?/,
};
const YAML = {
	...HASH,
	layout: 'indentation',
	border: /^(?:---|\.\.\.)(?:\s|$)/,
	commentAfterBlank: true,
	quotesAfter: ':-[{,',
} satisfies LanguageRules;
const MARKUP = rules({
	layout: 'markup',
	lineComments: [],
	blockComments: [MARKUP_COMMENT],
	strings: [DOUBLE, SINGLE],
	quotesAfter: '=',
	tags: 'html',
});
/** The fence that ends or begins a chunk of R Markdown and Quarto; what a model is asked for there is code. */
const CHUNK = /^```/;
const PROSE = rules({ layout: 'prose', lineComments: [], blockComments: [], strings: [], brackets: false });
const CSS = rules({ lineComments: [], strings: [DOUBLE, SINGLE] });
const JVM = rules({
	strings: [
		{ ...TRIPLE, interpolation: '${' },
		{ ...DOUBLE, interpolation: '${' },
	],
	charLiterals: true,
});
const COMPONENT = rules({
	layout: 'markup',
	blockComments: [MARKUP_COMMENT, SLASH_STAR],
	strings: [DOUBLE, SINGLE, TEMPLATE],
	quotesAfter: '=([{,:?&|+!;',
	tags: 'html',
});

const RULES: Readonly<Record<string, LanguageRules>> = {
	c: C,
	cpp: { ...C, strings: [string('R"(', { close: ')"', escapes: false, multiline: true }), DOUBLE] },
	csharp: {
		...C,
		strings: [
			TRIPLE,
			string('$@"', { close: '"', escapes: false, multiline: true }),
			string('@"', { close: '"', escapes: false, multiline: true }),
			DOUBLE,
		],
	},
	clojure: rules({ lineComments: [';'], blockComments: [], strings: [string('"', { multiline: true })] }),
	coffeescript: { ...PYTHON, blockComments: [{ open: '###', close: '###', nested: false }] },
	css: CSS,
	dart: rules({ strings: [TRIPLE, string("'''", { multiline: true }), DOUBLE, SINGLE] }),
	dockerfile: { ...HASH, commentAfterBlank: true },
	elixir: { ...HASH, layout: 'words', strings: [TRIPLE, string('"', { multiline: true, interpolation: '#{' }), SINGLE] },
	erlang: rules({ lineComments: ['%'], blockComments: [], strings: [DOUBLE] }),
	fsharp: rules({
		layout: 'indentation',
		blockComments: [{ open: '(*', close: '*)', nested: true }],
		strings: [TRIPLE, DOUBLE],
		charLiterals: true,
	}),
	go: { ...C, strings: [DOUBLE, string('`', { escapes: false, multiline: true })] },
	graphql: { ...HASH, strings: [TRIPLE, DOUBLE] },
	groovy: { ...JVM, strings: [TRIPLE, DOUBLE, SINGLE], charLiterals: false },
	haskell: rules({
		layout: 'indentation',
		lineComments: ['--'],
		blockComments: [{ open: '{-', close: '-}', nested: true }],
		charLiterals: true,
	}),
	html: MARKUP,
	http: rules({ lineComments: ['#', '//'], blockComments: [], border: /^###/ }),
	ini: { ...HASH, lineComments: ['#', ';'], commentAfterBlank: true, quotesAfter: '=' },
	java: { ...C, strings: [TRIPLE, DOUBLE] },
	javascript: SCRIPT,
	javascriptreact: { ...SCRIPT, tags: 'jsx' },
	json: rules({ lineComments: [], blockComments: [] }),
	jsonc: rules({}),
	julia: {
		...HASH,
		layout: 'words',
		blockComments: [{ open: '#=', close: '=#', nested: true }],
		strings: [TRIPLE, DOUBLE],
		charLiterals: true,
	},
	kotlin: { ...JVM, blockComments: [NESTED_SLASH_STAR] },
	latex: { ...PROSE, lineComments: ['%'], brackets: true },
	lua: rules({
		layout: 'words',
		lineComments: ['--'],
		blockComments: [{ open: '--[[', close: ']]', nested: false }],
		strings: [DOUBLE, SINGLE, string('[[', { close: ']]', escapes: false, multiline: true })],
	}),
	makefile: { ...HASH, layout: 'recipes', commentAfterBlank: true, quotesAfter: '=' },
	markdown: PROSE,
	matlab: rules({ layout: 'words', lineComments: ['%'], blockComments: [], strings: [DOUBLE], border: /^%%(?:\s|$)/ }),
	nix: {
		...HASH,
		blockComments: [SLASH_STAR],
		strings: [string("''", { escapes: false, multiline: true, interpolation: '${' }), { ...DOUBLE, multiline: true }],
	},
	ocaml: rules({ layout: 'indentation', lineComments: [], blockComments: [{ open: '(*', close: '*)', nested: true }], charLiterals: true }),
	perl: { ...HASH, commentAfterBlank: true, heredoc: /<<~?\s*["']?([A-Z_]\w*)["']?/ },
	php: rules({
		lineComments: ['//', '#'],
		strings: [string('"', { multiline: true }), string("'", { multiline: true })],
		heredoc: /<<<\s*["']?(\w+)["']?/,
	}),
	powershell: { ...HASH, blockComments: [{ open: '<#', close: '#>', nested: false }] },
	python: PYTHON,
	// Sections of RStudio, and chunks of a script that knitr spins.
	r: { ...HASH, border: /^#(?:\+\s*[\w"'{]|.*[\p{L}\p{N}].*(?:-{4,}|={4,}|#{4,})$)/u },
	rmd: { ...HASH, border: CHUNK },
	ruby: {
		...HASH,
		layout: 'words',
		strings: [string('"', { multiline: true, interpolation: '#{' }), string("'", { multiline: true }), string('`')],
		regex: true,
		heredoc: /<<[-~]["']?([A-Za-z_]\w*)["']?/,
	},
	rust: {
		...C,
		blockComments: [NESTED_SLASH_STAR],
		strings: [
			string('r##"', { close: '"##', escapes: false, multiline: true }),
			string('r#"', { close: '"#', escapes: false, multiline: true }),
			string('r"', { close: '"', escapes: false, multiline: true }),
			string('"', { multiline: true }),
		],
	},
	scala: JVM,
	scss: rules({ strings: [DOUBLE, SINGLE] }),
	shellscript: SHELL,
	// `GO` parts batches for SQL Server's tools, a lone slash for Oracle's.
	sql: rules({
		layout: 'prose',
		border: /^(?:go(?:\s+\d+)?|\/)$/i,
		lineComments: ['--'],
		strings: [string("'", { escapes: false, multiline: true }), DOUBLE],
	}),
	swift: rules({
		blockComments: [NESTED_SLASH_STAR],
		strings: [
			{ ...TRIPLE, interpolation: '\\(' },
			{ ...DOUBLE, interpolation: '\\(' },
		],
	}),
	terraform: rules({ lineComments: ['#', '//'], heredoc: /<<-?\s*([A-Z_]\w*)/ }),
	toml: { ...PYTHON, layout: 'brackets' },
	vb: rules({ layout: 'words', lineComments: ["'"], blockComments: [] }),
	vue: COMPONENT,
	xml: { ...MARKUP, tags: 'xml' },
	yaml: YAML,
	zig: { ...C, blockComments: [] },
};

const SAME_AS: Readonly<Record<string, string>> = {
	astro: 'vue',
	bibtex: 'latex',
	'cuda-cpp': 'cpp',
	dockercompose: 'yaml',
	'github-actions-workflow': 'yaml',
	handlebars: 'html',
	jade: 'coffeescript',
	jsonl: 'json',
	latex_workshop: 'latex',
	less: 'scss',
	mdx: 'markdown',
	octave: 'matlab',
	'objective-c': 'c',
	'objective-cpp': 'cpp',
	plaintext: 'markdown',
	properties: 'ini',
	quarto: 'rmd',
	pug: 'coffeescript',
	rest: 'http',
	restructuredtext: 'markdown',
	sass: 'coffeescript',
	svelte: 'vue',
	tex: 'latex',
	typescript: 'javascript',
	typescriptreact: 'javascriptreact',
	xsl: 'xml',
};

/** The lexical rules of a VS Code language id; a language that is not known is read as one of C's family with double quotes only. */
export function languageRules(languageId: string): LanguageRules {
	const id = Object.hasOwn(SAME_AS, languageId) ? SAME_AS[languageId]! : languageId;
	return Object.hasOwn(RULES, id) ? RULES[id]! : BASE;
}
