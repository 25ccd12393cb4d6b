/** `npm run -s contract:table [-- GROUP ...]`: what servers do, through every HTTP adapter; a mark a case, and what is wrong beneath. */
import { TABLES } from '../../test/contract/wire/rows/groups.ts';
import { ADAPTERS } from '../../test/support/wire/adapters.ts';
import type { Case, Table } from '../../test/support/wire/run-row.ts';
import { main } from '../kit/run.ts';

const NAME_WIDTH = 68;
const SIDE_BY_SIDE = 4;

/** The cases of each row, in the order of the rows. */
async function runTable({ rows, alone }: Table): Promise<(readonly Case[])[]> {
	const results: (readonly Case[])[] = [];
	const left = rows.map((row, i) => ({ row, i }));
	const lane = async (): Promise<void> => {
		for (let next = left.shift(); next !== undefined; next = left.shift()) results[next.i] = await next.row.run();
	};
	await Promise.all(Array.from({ length: alone ? 1 : SIDE_BY_SIDE }, lane));
	return results;
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`;

main(async () => {
	const asked = process.argv.slice(2);
	const started = Date.now();
	const problems: string[] = [];
	const counts = { rows: 0, cases: 0, failed: 0, bytes: 0 };
	let most = 0;
	const watch = setInterval(() => {
		most = Math.max(most, process.memoryUsage.rss());
	}, 50);
	for (const table of TABLES.filter(({ name }) => asked.length === 0 || asked.some((part) => name.includes(part)))) {
		const titles = ADAPTERS.map(({ name }) => name.replace('fill:', 'f:').slice(0, 6).padEnd(6));
		console.log(`\n${table.name.padEnd(NAME_WIDTH)} ${titles.join(' ')}`);
		for (const [i, cases] of (await runTable(table)).entries()) {
			const name = table.rows[i]!.name;
			const marks = ADAPTERS.map((adapter) => {
				const found = cases.find((one) => one.adapter === adapter.name);
				return (found === undefined ? '·' : found.problems.length === 0 ? 'ok' : 'FAIL').padEnd(6);
			});
			console.log(`${name.slice(0, NAME_WIDTH).padEnd(NAME_WIDTH)} ${marks.join(' ')}`);
			counts.rows++;
			counts.cases += cases.length;
			counts.failed += cases.filter((one) => one.problems.length > 0).length;
			counts.bytes = Math.max(counts.bytes, ...cases.map(({ bytes }) => bytes));
			problems.push(...cases.flatMap((one) => one.problems.map((line) => `${name} / ${one.adapter}: ${line}`)));
		}
	}
	clearInterval(watch);
	if (problems.length > 0) console.log(`\n${problems.join('\n')}`);
	const seconds = ((Date.now() - started) / 1000).toFixed(0);
	console.log(`\n${counts.rows} behaviours, ${counts.cases} cases, ${counts.failed} failed, ${seconds} s`);
	console.log(
		`most bytes that one server could send: ${megabytes(counts.bytes)}; most memory of this process, servers included: ${megabytes(most)}`,
	);
	return problems.length === 0 ? 0 : 1;
});
