/** A file that a call names. */
export interface NamedPath {
	/** As the model wrote it. */
	readonly path: string;
	/** `shows`: its text is in the result. `uses`: parts of it may be. `names`: at most its name. */
	readonly does: 'shows' | 'uses' | 'names';
}

/** Commands that print what their files hold. */
const SHOWS = new Set(
	`cat bat batcat less more most head tail tac nl grep egrep fgrep zgrep rg ag ack sed awk gawk mawk cut sort uniq strings xxd od hexdump hd
	base64 base32 diff sdiff colordiff delta comm paste join fold fmt rev tr jq yq xq type get-content gc select-string sls findstr openssl gpg
	dd view expand column csvlook xmllint ssh-keygen keytool zcat bzcat xzcat unzip`.split(/\s+/),
);
/** Commands that name files and print nothing of them. */
const NAMES = new Set(
	`ls dir ll la exa eza lsd tree find fd fdfind locate stat file rm del erase rmdir mkdir mv move ren touch chmod chown ln readlink realpath
	basename dirname test [ [[ wc du df md5sum sha1sum sha256sum shasum cksum which where whereis echo printf cd pushd popd set-location sl pwd code export unset
	get-childitem gci get-item gi test-path remove-item ri move-item new-item set-content add-content out-file true false exit`.split(/\s+/),
);
/** Their first plain word is a pattern or a program, not a file. */
const PATTERN_FIRST = new Set('grep egrep fgrep zgrep rg ag ack sed awk gawk mawk jq yq xq findstr select-string sls tr'.split(' '));
/** They run what follows them. */
const WRAPPERS = new Set(
	'sudo doas time nohup env command exec builtin xargs nice ionice timeout stdbuf watch then do else if while !'.split(' '),
);
/** What may stand between `git` and what it does, with a value behind it. */
const GIT_VALUE = /^(?:-[Cc]|--(?:git-dir|work-tree|namespace|exec-path|super-prefix|config-env))$/;
/** They print names, counts or titles of changes. */
const GIT_NAMES =
	/^--(?:name-only|name-status|stat|numstat|shortstat|summary|oneline|dirstat|quiet|exit-code|check|pretty(?:=.*)?|format=.*)$/;
const GIT_SHOWS = new Set('show diff log blame annotate cat-file grep stash range-diff format-patch'.split(' '));

const MOST_COMMAND = 20_000;
const MOST_WORDS = 2000;

/**
 * The files that a shell command names, each with what the command does with it. A rough reading: quotes, pipes, substitutions and
 * redirections of POSIX shells, PowerShell and cmd are told apart, nothing is expanded.
 */
export function pathsOfCommand(command: string, depth = 0): readonly NamedPath[] {
	const found: NamedPath[] = [];
	let folder = '';
	let asked = false;
	const variables = new Map<string, string>();
	for (const segment of segmentsOf(command.slice(0, MOST_COMMAND))) {
		const words = segment.map((word) => expanded(word, variables));
		const [first = ''] = words.map((word) => word.toLowerCase());
		// `find . -name .env | xargs cat`, `Get-Item .env | Get-Content`.
		const fed =
			first === 'xargs' ? words.some((word) => SHOWS.has(word)) : words.length === 1 && /^(?:get-content|gc|cat|type)$/.test(first);
		// `ls .env* | while read f; do cat $f; done`
		const unknown = words.some((word) => /^\$\{?\w+\}?$/.test(word));
		assign(words, variables);
		if (fed || (unknown && words.some((word) => SHOWS.has(word.toLowerCase()))))
			found.push(...found.filter(({ does }) => does === 'names').map(({ path }) => ({ path, does: 'shows' as const })));
		const head = words.find((word) => !/^\$?[A-Za-z_]\w*=/.test(word));
		const name = headOf(words);
		if (name === null) continue;
		// `ReadAllText(".env")`: what looks like a command is an argument.
		if (head !== undefined && /[./\\]/.test(head) && !SHOWS.has(name) && !NAMES.has(name)) found.push({ path: head, does: 'uses' });
		if (/^(?:cd|pushd|chdir|set-location|sl)$/.test(name)) {
			const to = words.find((word) => !word.startsWith('-'));
			if (to !== undefined) folder = /^(?:[\\/~]|[A-Za-z]:)/.test(to) || folder === '' ? to : `${folder}/${to}`;
			continue;
		}
		if (COPIES.test(name))
			words.splice(
				words.findLastIndex((word) => !word.startsWith('-')),
				1,
			);
		const own = doesOf(name, words);
		// `cat $(find . -name .env)`
		const does = asked && own === 'names' ? 'shows' : own;
		asked = own === 'shows' && !PATTERN_FIRST.has(name) && words.every((word) => word.startsWith('-'));
		for (const { path, does: own } of wordsOf(name, words, does, depth)) {
			found.push({ path, does: own });
			if (folder !== '' && !/^(?:[\\/~]|[A-Za-z]:)/.test(path)) found.push({ path: `${folder}/${path}`, does: own });
		}
		if (found.length > MOST_WORDS) break;
	}
	return found;
}

/** `f=.env`, `$f = ".env"`, `for f in .env`: what a variable stands for later in the line. */
function assign(words: readonly string[], variables: Map<string, string>): void {
	if (words[0] === 'for' && words[2] === 'in' && words.length > 3) variables.set(words[1]!, words.slice(3).join(' '));
	for (const [i, word] of words.slice(0, 20).entries()) {
		const found = /^\$?([A-Za-z_]\w{0,40})=(.*)$/s.exec(word);
		if (found !== null) variables.set(found[1]!, found[2]!);
		else if (words[i + 1] === '=' && /^\$[A-Za-z_]\w{0,40}$/.test(word)) variables.set(word.slice(1), words[i + 2] ?? '');
	}
}

function expanded(word: string, variables: ReadonlyMap<string, string>): string {
	if (variables.size === 0 || !word.includes('$')) return word;
	return word.replace(
		/\$(?:\{([A-Za-z_]\w{0,40})\}|([A-Za-z_]\w{0,40}))/g,
		(all, braced, bare) => variables.get(braced ?? bare)?.slice(0, 300) ?? all,
	);
}

/** Their last word is what they write. */
const COPIES = /^(?:cp|copy|copy-item)$/;

/** The command's own name, taken off with all that stands before it. */
function headOf(words: string[]): string | null {
	for (let word = words.shift(); word !== undefined; word = words.shift()) {
		if (/^[A-Za-z_]\w*=/.test(word)) continue;
		const name = word
			.replace(/^.*[\\/]/, '')
			.replace(/\.exe$/i, '')
			.toLowerCase();
		if (!WRAPPERS.has(name)) return name;
		while (words[0]?.startsWith('-') || /^\d+[smh]?$/.test(words[0] ?? '')) words.shift();
	}
	return null;
}

function doesOf(name: string, words: readonly string[]): NamedPath['does'] {
	if (name === 'git') return gitDoes(words);
	if (name === 'openssl' && /^(?:req|gen\w+|rand|version|s_client|speed|ciphers|dgst)$/.test(words[0] ?? '')) return 'uses';
	if (SHOWS.has(name)) return isListing(name, words) ? 'names' : 'shows';
	if (name === 'find' || name === 'fd') return words.some((word) => SHOWS.has(word)) ? 'shows' : 'names';
	if (NAMES.has(name)) return 'names';
	// `docker exec web cat .env`, `ssh host cat .env`.
	return words.some((word) => SHOWS.has(word)) ? 'shows' : 'uses';
}

function gitDoes(words: readonly string[]): NamedPath['does'] {
	let at = 0;
	while (words[at]?.startsWith('-')) at += GIT_VALUE.test(words[at]!) ? 2 : 1;
	if (!GIT_SHOWS.has(words[at] ?? '')) return words[at] === 'archive' ? 'uses' : 'names';
	const options = words.slice(at + 1);
	const patch = options.some((word) => /^(?:-p|-u|--patch.*|-L.*|-G.*)$/.test(word));
	if (patch) return 'shows';
	return words[at] === 'log' || options.some((word) => GIT_NAMES.test(word)) ? 'names' : 'shows';
}

/** A search that only names files or counts, and a check of one. */
function isListing(name: string, words: readonly string[]): boolean {
	if (/^(?:[efz]?grep|rg|ag|ack)$/.test(name)) return words.some((word) => /^(?:-[a-zA-Z]*[lLcq]|--files.*|--count|--quiet)$/.test(word));
	return name === 'unzip' && words.includes('-l');
}

function* wordsOf(name: string, words: readonly string[], does: NamedPath['does'], depth: number): Iterable<NamedPath> {
	let pattern =
		PATTERN_FIRST.has(name) && !words.some((word) => /^(?:-[a-z]*[ef]|--(?:regexp|file|expression)(?:=.*)?|-[Pp]attern)$/.test(word));
	let target: 'read' | 'write' | null = null;
	for (const word of words) {
		if (word === '<' || word === '>') {
			target = word === '<' ? 'read' : 'write';
			continue;
		}
		const own = target === 'write' ? 'names' : target === 'read' && does === 'names' ? 'uses' : does;
		const redirected = target !== null;
		target = null;
		if (!redirected && pattern && !word.startsWith('-')) {
			pattern = false;
			continue;
		}
		if (depth < 3 && does !== 'names' && /\s/.test(word) && /[A-Za-z]/.test(word)) yield* pathsOfCommand(word, depth + 1);
		// `--file=.env`, `HEAD:.env`, `open('.env')`.
		for (const piece of [word, ...braced(word)].flatMap((one) => one.match(/[^\s'"`()<>|;,{}=]+/g) ?? [])) {
			yield { path: piece, does: own };
			const behind = /^[\w./^~-]{2,}:(.+)$/.exec(piece)?.[1];
			if (behind !== undefined) yield { path: behind, does: own };
		}
	}
}

/** `.{env,npmrc}` is two files. */
function braced(word: string): readonly string[] {
	const found = /^([^{}]{0,300})\{([^{}]{1,300})\}([^{}]{0,300})$/.exec(word);
	return found === null ? [] : found[2]!.split(',').map((choice) => found[1]! + choice + found[3]!);
}

/** Simple commands of a line, as words without their quotes; `<` and `>` are words of their own. */
function segmentsOf(command: string): readonly (readonly string[])[] {
	const segments: string[][] = [];
	let words: string[] = [];
	let word: string | null = null;
	let quote: string | null = null;
	const endWord = (): void => {
		if (word !== null) words.push(word);
		word = null;
	};
	const endSegment = (): void => {
		endWord();
		if (words.length > 0) segments.push(words);
		words = [];
	};
	for (let i = 0; i < command.length; i++) {
		const char = command[i]!;
		if (quote !== null) {
			if (char === quote) quote = null;
			else if (quote === '"' && char === '$' && command[i + 1] === '(') {
				endSegment();
				quote = null;
				i++;
			} else word = (word ?? '') + char;
		} else if (char === '"' || char === "'") {
			quote = char;
			word ??= '';
		} else if (char === '\\' && i + 1 < command.length && /[\s"'$`\\;|&<>()]/.test(command[i + 1]!)) word = (word ?? '') + command[++i]!;
		else if (char === '<' || char === '>') {
			if (/^\d?$/.test(word ?? '')) word = null;
			endWord();
			if (words.at(-1) !== char) words.push(char);
		} else if (/[;|&\n\r()`]/.test(char)) endSegment();
		else if (char === '$' && command[i + 1] === '(') {
			endSegment();
			i++;
		} else if (/\s/.test(char)) endWord();
		else word = (word ?? '') + char;
	}
	endSegment();
	return segments;
}
