/** `npm run -s contract:table [-- GROUP ...]`: what servers do, through every HTTP adapter; a mark a case, and what is wrong beneath. */
import { GROUPS } from '../../test/contract/wire/rows/groups.ts';
import { ADAPTERS } from '../../test/support/wire/adapters.ts';
import { runRow } from '../../test/support/wire/run-row.ts';
import { main } from '../kit/run.ts';

const NAME_WIDTH = 68;

main(async () => {
	const asked = process.argv.slice(2);
	const groups = GROUPS.filter(({ name }) => asked.length === 0 || asked.some((part) => name.includes(part)));
	const started = Date.now();
	const problems: string[] = [];
	const counts = { rows: 0, cases: 0, failed: 0, bytes: 0 };
	for (const { name, rows } of groups) {
		console.log(`\n${name.padEnd(NAME_WIDTH)} ${ADAPTERS.map((one) => one.name.replace('fill:', 'f:').slice(0, 6).padEnd(6)).join(' ')}`);
		for (const row of rows) {
			const cases = await runRow(row);
			const mark = (adapter: string): string => {
				const found = cases.find((one) => one.adapter === adapter);
				return found === undefined ? '·' : found.problems.length === 0 ? 'ok' : 'FAIL';
			};
			console.log(`${row.name.slice(0, NAME_WIDTH).padEnd(NAME_WIDTH)} ${ADAPTERS.map((one) => mark(one.name).padEnd(6)).join(' ')}`);
			counts.rows++;
			counts.cases += cases.length;
			for (const one of cases) {
				counts.bytes = Math.max(counts.bytes, one.bytes);
				if (one.problems.length > 0) counts.failed++;
				problems.push(...one.problems.map((line) => `${row.name} / ${one.adapter}: ${line}`));
			}
		}
	}
	if (problems.length > 0) console.log(`\n${problems.join('\n')}`);
	const seconds = ((Date.now() - started) / 1000).toFixed(0);
	const megabytes = (process.memoryUsage().rss / 1024 / 1024).toFixed(0);
	console.log(`\n${counts.rows} behaviours, ${counts.cases} cases, ${counts.failed} failed, ${seconds} s`);
	console.log(`most bytes that one server could send: ${counts.bytes}; memory of this process in the end: ${megabytes} MB`);
	return problems.length === 0 ? 0 : 1;
});
