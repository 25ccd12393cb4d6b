/**
 * How models mark thinking in their text, where the server does not part it: DeepSeek R1, Qwen, GLM, MiniMax (`<think>`), Claude-like
 * tunes (`<thinking>`), Gemma and Gemini (`<thought>`), Seed, Magistral, Kimi, Command A, MedGemma, Apertus, LongCat and their kin. From
 * the chat templates on the models' pages, read 2026-11-28. Any capitals.
 */
export const OPENINGS: readonly { readonly open: string; readonly close: string }[] = [
	...['think', 'thinking', 'thought', 'thoughts', 'reasoning', 'seed:think', 'mm:think'].map((name) => ({
		open: `<${name}>`,
		close: `</${name}>`,
	})),
	{ open: '[THINK]', close: '[/THINK]' },
	{ open: '◁think▷', close: '◁/think▷' },
	{ open: '<|START_THINKING|>', close: '<|END_THINKING|>' },
	{ open: '<|begin_of_thought|>', close: '<|end_of_thought|>' },
	{ open: '<|channel>thought', close: '<channel|>' },
	{ open: '<unused94>thought', close: '<unused95>' },
	{ open: '<|inner_prefix|>', close: '<|inner_suffix|>' },
	{ open: '<longcat_think>', close: '</longcat_think>' },
];

/** Of templates that open the thought in the prompt, so that the answer holds the closing mark alone. */
export const LONE_CLOSINGS: readonly string[] = [
	'</think>',
	'</thinking>',
	'</seed:think>',
	'</mm:think>',
	'[/THINK]',
	'◁/think▷',
	'<|END_THINKING|>',
	'<|end_of_thought|>',
];
export const LONE_OPENINGS: readonly string[] = OPENINGS.filter(({ close }) => LONE_CLOSINGS.includes(close)).map(({ open }) => open);

/**
 * The channels of gpt-oss (openai/harmony, docs/format.md, read 2026-11-28): `<|start|>role<|channel|>name<|message|>content<|end|>`; an
 * answer begins behind the role. `analysis` is thinking, `commentary` with a recipient is a call, `final` is for the user.
 */
export const HARMONY_STARTS: readonly string[] = ['<|start|>', '<|channel|>', '<|message|>'];
export const RETURN_MARK = '<|return|>';
export const HARMONY_ENDS: readonly string[] = ['<|end|>', RETURN_MARK, '<|call|>', '<|start|>', '<|channel|>'];
/** Where the answer begins when the thought before it was opened in the prompt. */
export const FINAL_CHANNEL: readonly string[] = [
	'<|end|><|start|>assistant<|channel|>final<|message|>',
	'<|start|>assistant<|channel|>final<|message|>',
	'<|channel|>final<|message|>',
];

/** Longest header that is waited for, UTF-16 units. */
const MAX_HEADER = 300;

/** The header of a message in channels at the beginning of `text`; `open`: it is not whole yet; null: it is none. */
export function harmonyHeader(text: string): { readonly length: number; readonly thinking: boolean } | 'open' | null {
	const whole = /^(?:<\|start\|>([^<]*))?(?:<\|channel\|>([^<]*))?(?:<\|constrain\|>[^<]*)?<\|message\|>/.exec(text);
	if (whole !== null) {
		const [{ length }, role = '', channel = ''] = whole;
		const name = channel.trim().split(/\s/)[0] ?? '';
		return { length, thinking: name === 'analysis' || /\bto=/.test(role + channel) };
	}
	const growing = /^(?:<\|start\|>[^<]*)?(?:<\|channel\|>[^<]*)?(?:<\|constrain\|>[^<]*)?(?:<\|?[a-z]*\|?)?$/.test(text);
	return growing && text.length < MAX_HEADER ? 'open' : null;
}
