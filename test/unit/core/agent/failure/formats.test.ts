import { describe, expect, it } from 'vitest';
import { readReport } from '../../../../../src/core/agent/failure/read-report.ts';

/** Written by hand after what these tools print, for those that could not be run: not among the recorded pairs. */
const FORMATS: readonly {
	readonly tool: string;
	readonly output: string;
	readonly failures: readonly (readonly [string | null, string | null, number | null])[];
}[] = [
	{
		tool: 'Gradle',
		output: `> Task :test FAILED

OrdersTest > refunds() FAILED
    org.opentest4j.AssertionFailedError: expected: <90> but was: <110>
        at app//OrdersTest.refunds(OrdersTest.java:10)

2 tests completed, 1 failed`,
		failures: [['OrdersTest > refunds()', 'OrdersTest.java', 10]],
	},
	{
		tool: 'Surefire 3',
		output: `[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.05 s <<< FAILURE! -- in OrdersTest
[ERROR] OrdersTest.refunds -- Time elapsed: 0.004 s <<< FAILURE!
org.opentest4j.AssertionFailedError: expected: <90> but was: <110>
	at OrdersTest.refunds(OrdersTest.java:10)

[ERROR]   OrdersTest.refunds:10 expected: <90> but was: <110>`,
		failures: [['OrdersTest.refunds', 'OrdersTest.java', 10]],
	},
	{
		tool: 'dotnet test',
		output: `  Failed Shop.OrdersTests.Refunds [12 ms]
  Error Message:
   Assert.Equal() Failure: Values differ
Expected: 90
Actual:   110
  Stack Trace:
     at Shop.OrdersTests.Refunds() in /w/OrdersTests.cs:line 10

Failed!  - Failed:     1, Passed:     2, Skipped:     0, Total:     3`,
		failures: [['Shop.OrdersTests.Refunds', null, null]],
	},
	{
		tool: 'Playwright',
		output: `Running 3 tests using 1 worker

  1) [chromium] › tests/a.spec.ts:5:7 › has title ──────────────

    Error: expect(page).toHaveTitle(expected) failed

    > 6 |   await expect(page).toHaveTitle(/Shop/);
        |                      ^

        at /w/tests/a.spec.ts:6:22

  1 failed
  2 passed (3.1s)`,
		failures: [['[chromium] › tests/a.spec.ts › has title', '/w/tests/a.spec.ts', 6]],
	},
	{
		tool: 'GoogleTest',
		output: `[ RUN      ] Orders.Total
total is 6
[       OK ] Orders.Total (0 ms)
[ RUN      ] Orders.Refund
/w/orders_test.cc:8: Failure
Expected equality of these values:
  refund(100, 10)
    Which is: 110
  90
[  FAILED  ] Orders.Refund (0 ms)`,
		failures: [['Orders.Refund', '/w/orders_test.cc', 8]],
	},
	{
		tool: 'Deno',
		output: `refunds ... FAILED (5ms)

 ERRORS 

refunds => ./orders_test.ts:4:6
error: AssertionError: Values are not equal.
    at file:///w/orders_test.ts:5:3

 FAILURES `,
		failures: [['refunds', '/w/orders_test.ts', 5]],
	},
	{
		tool: 'doctest',
		output: `**********************************************************************
File "/w/orders.py", line 4, in orders.refund
Failed example:
    refund(100, 10)
Expected:
    90
Got:
    110
**********************************************************************
***Test Failed*** 1 failures.`,
		failures: [['orders.refund', null, null]],
	},
	{
		tool: 'pytest, briefly',
		output: 'FAILED tests/test_a.py::test_refund - assert 110 == 90\n1 failed in 0.05s',
		failures: [['tests/test_a.py::test_refund', 'tests/test_a.py', null]],
	},
	{ tool: 'pytest, no word of why', output: 'FAILED tests/test_a.py::test_refund\n1 failed in 0.05s', failures: [] },
	{
		tool: 'MSBuild',
		output: "/w/Program.cs(5,13): error CS0029: Cannot convert 'string' to 'int' [/w/shop.csproj]",
		failures: [[null, '/w/Program.cs', 5]],
	},
	{
		tool: 'Kotlin',
		output: 'e: file:///w/src/Main.kt:5:9 Type mismatch\n\nFAILURE: Build failed with an exception.',
		failures: [[null, '/w/src/Main.kt', 5]],
	},
	{
		tool: 'Swift',
		output: "/w/main.swift:5:9: error: cannot convert value of type 'String' to specified type 'Int'",
		failures: [[null, '/w/main.swift', 5]],
	},
	{
		tool: 'Rollup',
		output: 'error during build:\nsrc/main.ts (5:9): "foo" is not exported by "src/a.ts".',
		failures: [[null, 'src/main.ts', 5]],
	},
	{
		tool: 'Next',
		output: "Failed to compile.\n\n./src/page.tsx:5:9\nType error: Type 'string' is not assignable to type 'number'.",
		failures: [[null, './src/page.tsx', 5]],
	},
	{
		tool: 'Biome',
		output: 'src/a.ts:5:9 lint/suspicious/noExplicitAny ━━━━━━━\n\n  × Unexpected any.\n',
		failures: [[null, 'src/a.ts', 5]],
	},
	{
		tool: 'esbuild',
		output: '✘ [ERROR] Could not resolve "./b"\n\n    src/a.ts:1:18:\n      1 │ import "./b"',
		failures: [[null, 'src/a.ts', 1]],
	},
	{
		tool: 'a linker',
		output: "/usr/bin/ld: main.c:(.text+0x5): undefined reference to `refund'\ncollect2: error: ld returned 1 exit status",
		failures: [[null, null, null]],
	},
	{
		tool: 'a Python script',
		output:
			'Traceback (most recent call last):\n  File "/w/main.py", line 5, in <module>\n    print(refund(1))\n  File "/w/orders.py", line 2, in refund\n    return fees\nNameError: name \'fees\' is not defined',
		failures: [[null, '/w/orders.py', 2]],
	},
	{
		tool: 'node',
		output: "/w/main.js:5\nconst x = y.z;\n            ^\n\nTypeError: Cannot read properties of undefined (reading 'z')",
		failures: [[null, '/w/main.js', 5]],
	},
	{ tool: 'a dependency', output: 'node_modules/a/index.d.ts(5,13): error TS2322: Type X is not assignable to Y.', failures: [] },
	{
		tool: 'warnings',
		output: 'a.c:3:5: warning: error prone\nwarning: unused variable\nsrc/a.ts:3:1 - warning TS6133: x\n0 errors, 3 warnings',
		failures: [],
	},
	{ tool: 'pending tests', output: '  5 passing (4ms)\n  1 pending\n\nnot ok 3 - later # TODO not done\nok 4 - a # SKIP', failures: [] },
];

describe('forms of failures', () => {
	it.each(FORMATS)('$tool', ({ output, failures }) => {
		expect(readReport(output).failures.map((failure) => [failure.test, failure.file, failure.line])).toEqual(failures);
	});
});
