import { shellSegments } from '../../core/agent/failure/shell.ts';
import { textHash } from '../../core/agent/text-hash.ts';
import type { CheckColour } from '../../core/learning/checks.ts';

/** Programs that test, compile or lint, as a command line begins with them. */
const CHECKS: readonly RegExp[] = [
	/^(?:npm|pnpm|yarn|bun|deno)\s+(?:-\S+\s+)*(?:run\s+|run-script\s+)?(?:-\S+\s+)*(?:t|test|tests|build|compile|lint|check|typecheck|type-check|unit)(?::[\w:.-]+)?(?:\s|$)/,
	/^(?:(?:npx|pnpm exec|pnpm dlx|yarn|bunx|uv run|poetry run|pipenv run|bundle exec|rye run|hatch run)\s+(?:-\S+\s+)*)?(?:vitest|jest|mocha|ava|jasmine|tap|c8|nyc|playwright test|cypress run|tsc|tsgo|vue-tsc|eslint|biome|oxlint|stylelint|pytest|py\.test|tox|nox|ruff check|mypy|pyright|flake8|pylint|rspec|minitest|rubocop|phpunit|pest|phpstan|psalm)(?:\s|$)/,
	/^(?:python|python3|py)(?:[\d.]*)\s+(?:-\S\s+)*-m\s+(?:pytest|unittest|mypy|ruff|flake8|pylint|tox|nose2)(?:\s|$)/,
	/^(?:python|python3)\s+(?:\S*\/)?manage\.py\s+test(?:\s|$)/,
	/^node\s+(?:\S+\s+)*--test(?:\s|$)/,
	/^cargo\s+(?:\+\S+\s+)?(?:test|t|build|b|check|c|clippy|nextest)(?:\s|$)/,
	/^go\s+(?:test|build|vet)(?:\s|$)/,
	/^(?:golangci-lint|staticcheck)(?:\s|$)/,
	/^(?:make|gmake|ninja|just|task|rake|mix|gradle|mvn|ant|sbt|lein|bazel|buck2|nx|turbo|meson|composer|swift|zig|dart|flutter|dotnet|msbuild|xcodebuild|ctest|cmake|cabal|stack|dune|rebar3|mage)(?:\s|$)/,
	/^\.{1,2}\/(?:gradlew|mvnw)(?:\s|$)/,
	/^(?:gcc|g\+\+|clang|clang\+\+|javac|rustc|kotlinc|scalac|ghc|swiftc|nim c|csc)\s/,
];
/** Of programs that do other things too: only where one of these words says that they check. */
const MANY_USES =
	/^(?:make|gmake|ninja|just|task|rake|mix|gradle|mvn|ant|sbt|lein|bazel|buck2|nx|turbo|meson|composer|swift|zig|dart|flutter|dotnet|cmake|cabal|stack|dune|rebar3|mage|\.{1,2}\/(?:gradlew|mvnw))(?:\s|$)/;
const SAYS_CHECK = /(?:^|[\s:_-])(?:test|tests|check|verify|build|compile|lint|analyze|vet|spec|assemble|runtest|--build)(?:$|[\s:_-])/i;
/** `make` and `ninja` alone build. */
const BUILDS_ALONE = /^(?:make|gmake|ninja|msbuild|xcodebuild|ctest)(?:\s+-\S+)*\s*$/;
const WATCHES = /\s(?:--watch(?:All)?|-w|--ui|watch)(?:[=\s]|$)/;
const LONGEST = 2000;

/**
 * Names a command line that tests, compiles or lints; null for any other. The name is a hash: nothing of the text is kept. A line whose
 * exit code is not that of its check (a pipe, `;`, `||`) is none, nor is one that watches.
 */
export function checkName(command: string): string | null {
	const line = command.trim();
	if (line === '' || line.length > LONGEST || WATCHES.test(line) || hidesItsEnd(line)) return null;
	return shellSegments(line).some(isCheck) ? textHash(line.replace(/\s+/g, ' ')) : null;
}

function isCheck(segment: string): boolean {
	if (!CHECKS.some((check) => check.test(segment))) return false;
	return !MANY_USES.test(segment) || BUILDS_ALONE.test(segment) || SAYS_CHECK.test(segment.replace(/^\S+/, ''));
}

/** What follows the check decides how the line ends. */
function hidesItsEnd(line: string): boolean {
	const bare = line
		.replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, '""')
		.replace(/\d?>&\d|&>>?|>&/g, '>')
		.replace(/&&/g, ' ');
	return /[|;&\n]/.test(bare);
}

/** Null where the code says nothing of what was checked: stopped by hand, not found, not told. */
export function colourOf(exitCode: number | undefined): CheckColour | null {
	if (exitCode === undefined || !Number.isInteger(exitCode)) return null;
	if (exitCode === 0) return 'green';
	// 126, 127: it could not be run; above 128, or below 0: a signal ended it.
	return exitCode > 0 && exitCode < 126 ? 'red' : null;
}
