import { type Failure, MOST } from './report.ts';
import { steady } from './text.ts';

/** Errors of compilers, type checkers and linters, and of a script that did not even start. Warnings are none. */
export function compileErrors(lines: readonly string[]): Failure[] {
	const found: Failure[] = [];
	let lintFile: string | null = null;
	for (let n = 0; n < lines.length && found.length < MOST; n++) {
		const line = lines[n]!;
		if (/^\S{1,300}\.[a-z]{1,5}$/.test(line)) lintFile = line;
		const error =
			oneLine(line, lines, n) ??
			rust(line, lines, n) ??
			linted(line, lintFile) ??
			uncaught(lines, n) ??
			required(lines, n) ??
			reported(lines, n) ??
			bundled(lines, n);
		if (error) found.push(error);
	}
	return distinct(found);
}

function distinct(failures: readonly Failure[]): Failure[] {
	const seen = new Set<string>();
	return failures.filter((failure) => {
		const key = `${failure.file}\n${failure.line}\n${failure.column}\n${failure.message}`;
		return !seen.has(key) && seen.add(key);
	});
}

function at(file: string, line: string | number, column: string | undefined, message: string, source: string | null): Failure {
	return {
		test: null,
		file: file.trim(),
		line: Number(line),
		column: column === undefined ? null : Number(column),
		message: steady(message),
		source,
	};
}

/** gcc, clang, javac, kotlinc, swiftc, mypy; tsc and MSBuild; tsc for people; go; maven; flake8 and ruff; ruby. */
function oneLine(line: string, lines: readonly string[], n: number): Failure | null {
	const gnu =
		/^(?:e: )?(?:file:\/\/)?((?:[A-Za-z]:)?[^\s:][^:]{0,300}):(\d{1,7}):(?:(\d{1,5}):?)? (?:fatal )?(?:error(?:\[\w{1,10}\])?(?=:| )|syntax error|SyntaxError)[:,]? (.+)$/.exec(
			line,
		);
	if (gnu) return at(gnu[1]!, gnu[2]!, gnu[3], gnu[4]! + symbol(lines, n), below(lines, n));
	const paren = /^\s{0,8}([^\s(][^(]{0,300})\((\d{1,7}),(\d{1,5})\): error (\w{1,20}: .+)$/.exec(line);
	if (paren) return at(paren[1]!, paren[2]!, paren[3], paren[4]!, null);
	const pretty = /^(\S{1,300}):(\d{1,7}):(\d{1,5}) - error (TS\d{1,6}: .+)$/.exec(line);
	if (pretty) return at(pretty[1]!, pretty[2]!, pretty[3], pretty[4]!, below(lines, n));
	const go = /^(?:vet: )?([\w./\\@-]{1,300}\.go):(\d{1,7}):(\d{1,5}): (.+)$/.exec(line);
	if (go) return at(go[1]!, go[2]!, go[3], go[4]!, null);
	const maven = /^\[ERROR\] (\S{1,300}\.(?:java|kt|scala|groovy)):\[(\d{1,7}),(\d{1,5})\] (.+)$/.exec(line);
	if (maven) return at(maven[1]!, maven[2]!, maven[3], maven[4]! + symbol(lines, n), null);
	const flake = /^(\S{1,300}\.pyi?):(\d{1,7}):(\d{1,5}):? ([EF]\d{3,4}:? .+)$/.exec(line);
	if (flake) return at(flake[1]!, flake[2]!, flake[3], flake[4]!, null);
	const ruby = /(?:^|[\s:])([\w./\\-]{1,300}\.rb):(\d{1,7}): (syntax error.{1,300})$/.exec(line);
	if (ruby) return at(ruby[1]!, ruby[2]!, undefined, ruby[3]!, below(lines, n));
	const php = /^(?:PHP )?(?:Parse|Fatal) error:\s{1,4}(?:Uncaught )?(.{1,300}?) in (\S{1,300}\.php)(?::| on line )(\d{1,7})$/.exec(line);
	if (php) return at(php[2]!, php[3]!, undefined, php[1]!, null);
	const kotlin = /^e: (?:file:\/\/)?(\S{1,300}\.kts?):(\d{1,7}):(\d{1,5}) (.+)$/.exec(line);
	if (kotlin) return at(kotlin[1]!, kotlin[2]!, kotlin[3], kotlin[4]!, null);
	const linker = /undefined reference to [`'"]([^`'"]{1,200})['"`]/.exec(line);
	if (linker) return { test: null, file: null, line: null, column: null, message: `undefined reference to ${linker[1]}`, source: null };
	return null;
}

/** javac names below its message what it could not find, and where. */
function symbol(lines: readonly string[], n: number): string {
	const parts: string[] = [];
	for (const line of lines.slice(n + 1, n + 5)) {
		const found = /^(?:\[ERROR\])?\s{1,6}(?:symbol|location|required|found):\s+(.{1,200})$/.exec(line);
		if (found) parts.push(found[1]!);
	}
	return parts.length === 0 ? '' : ` ${parts.join(' ')}`;
}

/** Line of code shown below a message: `5 | code`, or plain above a caret. */
function below(lines: readonly string[], n: number): string | null {
	for (let m = n + 1; m < Math.min(lines.length, n + 4); m++) {
		const numbered = /^\s*\d{1,7}\s*\|\s?(.*)$/.exec(lines[m]!);
		if (numbered) return steady(numbered[1]!) || null;
		if (/^\s*[\^~]+\s*$/.test(lines[m + 1] ?? '')) return steady(lines[m]!.replace(/^\d{1,7}\s/, '')) || null;
	}
	return null;
}

function rust(line: string, lines: readonly string[], n: number): Failure | null {
	const found = /^(?:error(?:\[(E\d{1,5})\])?:|(?!W)([A-Z]{1,4}\d{3,4}|invalid-syntax):?) (.+)$/.exec(line);
	if (!found) return null;
	for (let m = n + 1; m < Math.min(lines.length, n + 4); m++) {
		const place = /^\s*--> (\S{1,300}):(\d{1,7}):(\d{1,5})$/.exec(lines[m]!);
		if (!place) continue;
		const own = lines.slice(m + 1, m + 14).find((code) => new RegExp(`^\\s*${place[2]}\\s*\\|`).test(code));
		const source = own === undefined ? null : steady(own.replace(/^\s*\d+\s*\|/, '')) || null;
		return at(place[1]!, place[2]!, place[3], `${found[1] ?? found[2] ?? ''} ${found[3]}`, source);
	}
	return null;
}

function linted(line: string, file: string | null): Failure | null {
	if (file === null) return null;
	const found = /^\s{2,4}(\d{1,7}):(\d{1,5})\s+(?:error|✖)\s+(.+)$/.exec(line);
	return found ? at(file, found[1]!, found[2], found[3]!, null) : null;
}

/** An exception that nobody caught, where it says which line of code it is: node, python, ruby. */
function uncaught(lines: readonly string[], n: number): Failure | null {
	const line = lines[n]!;
	const python = /^(?:E {3,}|\s{0,4}(?=\s{2}))\s*File "([^"]{1,400})", line (\d{1,7})$/.exec(line);
	if (python) {
		for (let m = n + 1; m < Math.min(lines.length, n + 5); m++) {
			const error = /^(?:E {3,})?\s*((?:Syntax|Indentation|Tab)Error: .+)$/.exec(lines[m]!);
			if (error) return at(python[1]!, python[2]!, undefined, error[1]!, steady(lines[n + 1]!.replace(/^E /, '')) || null);
		}
		return null;
	}
	if (/^Traceback \(most recent call last\):$/.test(line)) return traceback(lines, n);
	const node = /(?:^|[\s#])((?:file:\/\/)?[\w./\\:@+~-]{1,300}\.[cm]?[jt]sx?):(\d{1,7})$/.exec(line);
	if (!node || !/^#?\s*[\^~]+\s*$/.test(lines[n + 2] ?? '')) return null;
	for (let m = n + 3; m < Math.min(lines.length, n + 7); m++) {
		const error = /^#?\s{0,4}((?:Uncaught )?\w{0,40}Error(?: \[\w{1,60}\])?: .+)$/.exec(lines[m]!);
		if (error) return at(node[1]!, node[2]!, undefined, error[1]!, steady(lines[n + 1]!.replace(/^#/, '')) || null);
	}
	return null;
}

/** A file of the project that is not there, as Node tells it: who asked for it stands below. */
function required(lines: readonly string[], n: number): Failure | null {
	const missing = /^[#\s]{0,6}(?:Uncaught |Exception during run: )?Error: (Cannot find module '\.[^']{1,200}')$/.exec(lines[n]!)?.[1];
	if (missing === undefined || !/^[#\s]{0,6}Require stack:$/.test(lines[n + 1] ?? '')) return null;
	const by = /^[#\s]{0,6}- (\S{1,300})$/.exec(lines[n + 2] ?? '')?.[1];
	return by === undefined ? null : { test: null, file: by, line: null, column: null, message: missing, source: null };
}

/** The last frame of the project and what was raised there. */
function traceback(lines: readonly string[], n: number): Failure | null {
	let place: { file: string; line: string; source: string } | null = null;
	for (let m = n + 1; m < Math.min(lines.length, n + 120); m++) {
		const frame = /^ {2}File "([^"]{1,400})", line (\d{1,7}), in /.exec(lines[m]!);
		if (frame && !/site-packages|[/\\]lib[/\\]python|<frozen/.test(frame[1]!))
			place = { file: frame[1]!, line: frame[2]!, source: steady(lines[m + 1] ?? '') };
		const error = /^([A-Za-z_][\w.]{0,100}(?:Error|Exception|Exit|Interrupt|Warning)\b.{0,400})$/.exec(lines[m]!);
		if (error)
			return place === null || /^(?:KeyboardInterrupt|SystemExit)/.test(error[1]!)
				? null
				: at(place.file, place.line, undefined, error[1]!, place.source || null);
		if (/^\S/.test(lines[m]!)) return null;
	}
	return null;
}

/** VS Code's errors of a file. */
function reported(lines: readonly string[], n: number): Failure | null {
	if (!/^<compileError>/.test(lines[n]!)) return null;
	const message = lines
		.slice(n, n + 8)
		.join(' ')
		.split('</compileError>')[0]!
		.replace('<compileError>', '');
	let line: string | null = null;
	let source: string | null = null;
	for (let m = n - 1; m >= Math.max(0, n - 400); m--) {
		const place: string | undefined = line === null ? /^(?:This code a|A)t line (\d{1,7})$/.exec(lines[m]!)?.[1] : undefined;
		if (place !== undefined) {
			line = place;
			source = lines.slice(m + 1, n).find((code) => code.trim() !== '' && !/^(?:`{3,}|has the problem)/.test(code)) ?? null;
		}
		const file = /^<errors path="([^"]{1,400})">/.exec(lines[m]!);
		if (file)
			return {
				test: null,
				file: file[1]!,
				line: line === null ? null : Number(line),
				column: null,
				message: steady(message),
				source: source === null ? null : steady(source),
			};
	}
	return null;
}

/** esbuild, Rollup, Next, Biome, and what builds with them: place and message in lines of their own, in either order. */
function bundled(lines: readonly string[], n: number): Failure | null {
	const line = lines[n]!;
	const esbuild = /^\s{0,4}(?:✘|X) \[ERROR\] (.+)$/.exec(line);
	if (esbuild) {
		const place = /^\s+(\S{1,300}):(\d{1,7}):(\d{1,5}):$/.exec(lines.slice(n + 1, n + 4).find((next) => /:\d+:\d+:$/.test(next)) ?? '');
		return place ? at(place[1]!, place[2]!, place[3], esbuild[1]!, below(lines, n + 2)) : null;
	}
	const rollup = /^(\S{1,300}\.\w{1,5}) \((\d{1,7}):(\d{1,5})\): (.+)$/.exec(line);
	if (rollup) return at(rollup[1]!, rollup[2]!, rollup[3], rollup[4]!, null);
	const place = /^(\S{1,300}\.\w{1,5}):(\d{1,7}):(\d{1,5})(?: (?:lint|parse|assist|suppressions)\S{0,100}(?: .{0,100})?)?$/.exec(line);
	if (!place) return null;
	for (const next of lines.slice(n + 1, n + 4)) {
		const message = /^(?:(?:Type|Syntax|Module)? ?[eE]rror: | {2}[×✖] )(.+)$/.exec(next);
		if (message) return at(place[1]!, place[2]!, place[3], message[1]!, marked(lines, n));
	}
	return null;
}

/** `> 5 | code` */
function marked(lines: readonly string[], n: number): string | null {
	for (const line of lines.slice(n + 1, n + 14)) {
		const found = /^\s*>\s*\d{1,7}\s*[|│](.*)$/.exec(line);
		if (found) return steady(found[1]!) || null;
	}
	return null;
}
