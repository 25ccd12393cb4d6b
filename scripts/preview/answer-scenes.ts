import { answer, chatState, turn } from '../../test/unit/views/fixtures.ts';
import type { Scene } from './scene.ts';

const FENCE = '```';

const MATHS = `The system \\(Ax = b\\) has the least-squares solution

\\[ \\hat{x} = (A^{\\mathsf T} A)^{-1} A^{\\mathsf T} b, \\qquad \\lVert r \\rVert_2 = \\sqrt{\\sum_{i=1}^{n} r_i^2} \\]

which costs $O(n^2 m)$; a solver for $5 or $10 a month is not needed. Broken stays text: \\(\\frac{1}\\).

$$\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}$$`;

const FLOW = `${FENCE}mermaid
flowchart LR
  A[Request] --> B{Good enough?}
  B -->|yes| C[Cheapest]
  B -->|no| D[Stronger]
  classDef hot fill:#f96,stroke:#333
  class D hot
  style C fill:#fff3cd,stroke:#856404
${FENCE}`;

const SEQUENCE = `${FENCE}mermaid
sequenceDiagram
  participant U as User
  participant R as Routoo
  U->>R: question
  R-->>U: answer
  Note over U,R: one receipt
${FENCE}`;

const LINKS = `The fault is in [cart.ts](src/cart.ts#L12-L20), called from \`src/shop/checkout.ts:48\` and test/cart.test.ts:7. See [the guide](https://example.com/guide).

<details>
<summary>What the \`trace\` says</summary>

- \`total()\` is called twice
- the **second** call sees no items

</details>

| runner | first pass | second pass | third pass | median | worst |
|---|---:|---:|---:|---:|---:|
| local machine | 500 / 500 | 500 / 500 | 500 / 500 | 40 ms | 55 ms |`;

const said = (text: string): Scene['messages'] => [{ type: 'snapshot', state: chatState([turn({ answers: [answer({ text })] })]) }];
const LONG = Array.from({ length: 60 }, (_, index) => turn({ id: `t${index}`, text: `Question ${index}` }));

/** What answers can hold beside words and code. */
export const answerScenes: readonly Scene[] = [
	{ name: 'answer-maths', view: 'chat', messages: said(MATHS), height: 520 },
	{
		name: 'answer-diagram',
		view: 'chat',
		messages: said(FLOW),
		click: ['button[title="Draw this diagram"]'],
		wait: '.diagram',
		height: 420,
	},
	{
		name: 'answer-sequence',
		view: 'chat',
		messages: said(SEQUENCE),
		click: ['button[title="Draw this diagram"]'],
		wait: '.diagram',
		height: 520,
	},
	{
		name: 'answer-diagram-broken',
		view: 'chat',
		messages: said(`${FENCE}mermaid\nflowchart LR\n  A --> [[\n${FENCE}`),
		click: ['button[title="Draw this diagram"]'],
		wait: '.diagram-error',
		height: 420,
	},
	{ name: 'answer-links', view: 'chat', messages: said(LINKS), click: ['summary'], height: 560 },
	{
		name: 'chat-find',
		view: 'chat',
		messages: [{ type: 'snapshot', state: chatState(LONG) }],
		type: '',
		press: 'Control+f',
		typeAfter: 'depends',
		wait: '.find-count',
	},
];
