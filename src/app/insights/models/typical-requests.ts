import type { RouteRequest } from '../../../core/routing/types.ts';

/**
 * What stands for a kind of task where no request of the user's is at hand: plain requests of middling difficulty, each with all that it
 * speaks of, so that what is estimated is the model and not a missing file. A test holds that each counts as its kind.
 */
export const TYPICAL_REQUESTS: Readonly<Record<string, readonly string[]>> = {
	write: [
		'Write a TypeScript function that retries an async call with exponential backoff, a limit on attempts and an abort signal.',
		'Implement a command-line tool in Python that counts the most frequent words in a folder of text files, in one pass and without loading them whole.',
	],
	fix: [
		'Fix this: the total is wrong for an empty cart and for prices with cents.\n```js\nfunction total(items) {\n\treturn items.map((i) => parseInt(i.price)).reduce((a, b) => a + b);\n}\n```',
		'This Go handler returns an empty body although the struct is filled. What is wrong?\n```go\ntype user struct{ name string }\nfunc get(w http.ResponseWriter, r *http.Request) { json.NewEncoder(w).Encode(user{name: "Ada"}) }\n```',
	],
	debug: [
		'Why does this Node service crash with out of memory after some hours? It keeps a Map of sessions by id that is filled on login; sessions expire after 30 minutes, and the check runs when a session is read.',
		'An integration case is flaky: about once in twenty runs on CI the worker reads the row before the transaction that writes it has committed. How do I find where it starts too early?',
	],
	refactor: [
		'Refactor this function so that it reads well, without changing what it does.\n```js\nfunction f(a) { var r = []; for (var i = 0; i < a.length; i++) { if (a[i].x > 3 && a[i].y != null) { r.push({ k: a[i].x, v: a[i].y }); } } return r; }\n```',
		'Rewrite this callback code with async and await, and keep the order of the writes.\n```js\nread(a, (e, x) => { if (e) return done(e); write(b, x, (e) => { if (e) return done(e); write(c, x, done); }); });\n```',
	],
	test: [
		'Write unit tests for a date parser that accepts ISO dates and the words today, tomorrow and yesterday, in a time zone that is given.',
		'Write test cases for a pagination helper: page size, last page, empty list, a page beyond the end, and negative numbers.',
	],
	explain: [
		'Explain what a mutex is for, how it differs from a channel in Go, and when each is the better choice.',
		'What is the difference between optimistic and pessimistic locking in Postgres, and what does each cost under load?',
	],
	review: [
		'Review this for mistakes and security problems.\n```py\ndef login(db, name, password):\n    row = db.execute(f"select * from users where name = \'{name}\'").fetchone()\n    return row is not None and row["password"] == md5(password)\n```',
		'What do you think of this API: POST /jobs begins a job and answers with its id, GET /jobs/ID is polled once a second until it says that it is done?',
	],
	design: [
		'Design a rate limiter for an API that runs on several servers with a shared Redis: limits by user and by route, bursts allowed, and what happens while Redis is down.',
		'Propose an architecture for syncing notes that were edited offline on several devices, with as few conflicts shown to the user as possible.',
	],
	data: [
		'A SQL query over orders(id, customer, total, at) that lists the three customers with the largest sum of each month of 2025.',
		'A regex that takes version and channel out of lines such as release-2.14.3-beta.7, where the channel may be missing.',
	],
	math: [
		'In how many ways can a board of 2 by n squares be covered with dominoes? Prove the recurrence and give the number for n = 10.',
		'Calculate the expected number of draws until each of n different coupons was seen at least once.',
	],
};

/** A message with nothing around it. */
export function typicalRequest(text: string): RouteRequest {
	return { kind: 'chat', text, history: [], attachments: [], language: null, needs: { tools: false, vision: false } };
}
