import type { RouteRequest } from '../core/routing/types.ts';
import { askedScope, ownWords } from './asked-scope.ts';
import { subjectText } from './request-text.ts';
import { TASK_KINDS, type TaskKind } from './task-kind.ts';

/** Words that tell how long an answer is wanted, in the languages that people write to an editor in. */
const CUES: readonly (readonly [string, RegExp])[] = [
	[
		'whole code',
		/\b(?:full|complete|whole|entire)\b[^.?!\n]{0,30}\b(?:code|file|module|class|script|program|implementation|source|component|version|app(?:lication)?|project|solution|suite)|\bfrom scratch\b|\b(?:ganze[nrs]?|vollständige[nrs]?|komplette[nrs]?) (?:code|datei|modul|klasse|programm|skript)|code complet|fichier entier|código completo|archivo completo|полн\p{L}+ (?:код|файл)|完整(?:的)?(?:代码|文件|实现)|全部代码|コード全体|完全なコード/iu,
	],
	[
		'briefly',
		/\b(?:briefly|brief|short|concise|in short|tl;?dr|quick(?:ly)?|one-?liner|one line|single line|one word|yes or no|just the|only the|no explanation|without explanation)\b|\bkurz\w*|nur (?:der|die|das|den) |ohne erklärung|brièvement|en bref|brevemente|en una línea|breve|resumid\w+|кратко|коротко|без объяснени|简短|简要|一句话|一行|簡潔|一言/iu,
	],
	[
		'at length',
		/\b(?:in detail|detailed|step[- ]by[- ]step|thorough(?:ly)?|comprehensive|in[- ]depth|exhaustive|long|extensive|elaborate|deep dive|with examples|every line|line by line|cover(?:ing)? all|tutorial|guide|handbook|runbook|article|essay|documentation)\b|ausführlich|schritt für schritt|en détail|étape par étape|detallad\w+|paso a paso|detalhad\w+|passo a passo|подробн|пошагов|详细|逐步|教程|詳しく|手順/iu,
	],
	[
		'rewrite',
		/\b(?:rewrite|convert|refactor|port|translate|migrate|modernize|reformat|format|restructure|add (?:types|type hints|comments|docstrings|logging|error handling)|turn (?:this|these|it) into|replace|rename)\b|schreib\w* .*um\b|umschreib|übersetz|konvertier|réécri|convertis|traduis|reescrib|convierte|traduce|reescrev|converta|перепиши|переведи|преобраз|重写|改写|转换|翻译|書き換え|変換|翻訳/iu,
	],
	[
		'lookup',
		/^[^\p{L}]*(?:what(?:'s| is| are)? (?:the )?(?:\p{L}+ ){0,3}(?:port|command|shortcut|flag|option|syntax|default|version|name|keyword|method|function|package|extension|code|type|limit|difference)|which (?:\p{L}+ )?(?:port|command|flag|version|package|key|option|method)|how (?:do|can|to) (?:i |you |we )?\p{L}+|what does|is (?:it|there|this)|can i|does|do i need|when was|who)/iu,
	],
	[
		'command or name',
		/\b(?:command|one-?liner|shortcut|flag|better name|name for|variable name|commit message|title|subject line|regex|alias)\b/iu,
	],
	[
		'program',
		/\b(?:app(?:lication)?|game|server|service|library|framework|compiler|interpreter|parser|engine|extension|plugin|website|dashboard|cli|bot|crawler|database|emulator|pipeline|clone|simulator|sdk|daemon|api)\b|anwendung|spiel|bibliothek|bibliothèque|jeu\b|juego|jogo|biblioteca|приложени|игр[уы]|библиотек|сервер|应用|游戏|服务|アプリ|ゲーム|サーバ/iu,
	],
	[
		'create',
		/\b(?:write|implement|create|build|generate|develop|make|scaffold)\b|schreib|implementier|erstell|bau\w* |écri|crée|escrib|crea\b|escrev|cri[ae]\b|напиши|реализу|создай|写|实现|创建|书|書いて|作って|実装/iu,
	],
	[
		'with tests',
		/\b(?:with|and|plus|including) (?:\p{L}+ ){0,2}tests?\b|mit tests|avec (?:des )?tests|con (?:pruebas|tests)|com testes|с тестами|包含测试|テスト(?:も|付き)/iu,
	],
	['write tests', /\b(?:unit |integration |e2e )?test (?:cases?|suite)|\btests (?:for|of|that)\b|write (?:\p{L}+ ){0,3}tests?\b/iu],
	[
		'table or list',
		/\b(?:table|list (?:all|every|the|of)|compare|comparison|pros and cons|matrix|checklist|cheat ?sheet|tabelle|liste|tableau|tabla|tabela)\b|таблиц|список|сравни|表格|比较|一覧|比較/iu,
	],
	[
		'explain',
		/\b(?:explain|describe|how does|why|walk me through|understand)\b|erklär|warum|expli|pourquoi|por qu[eé]|объясн|почему|解释|为什么|説明|なぜ/iu,
	],
	[
		'change of one thing',
		/\b(?:rename|typo|change (?:the|this)|remove (?:the|this)|delete (?:the|this)|add (?:a|an|one) \p{L}+ (?:to|in)|fix (?:the|this) (?:typo|indent|import|lint|spelling)|sort|bump|uppercase|lowercase|make it)\b|umbenenn|benenne|renomm|renombra|renomeie|переименуй|重命名|改名|名前を変/iu,
	],
	['proof', /\b(?:prove|proof|derive|show that|theorem|lemma)\b|beweis|démontr|demuestr|докаж|证明|証明/iu],
	[
		'design',
		/\b(?:design|architect\w*|plan|strategy|proposal|rfc|spec(?:ification)?|roadmap|schema for)\b|entwirf|conçois|diseñ|projete|спроектир|设计|設計/iu,
	],
	['predict output', /\bassert\b[^\n]*\?\?|what (?:is|will be|does)[^\n]{0,40}\b(?:output|print|return)|\breturn value\b|output of/iu],
];

const COUNTED = [
	'log characters',
	'log lines',
	'very short',
	'question mark',
	'code lines',
	'code fence',
	'stack trace',
	'log attached characters',
	'attached is rewritten',
	'log count',
	'every',
	'every attached',
	'list items',
	'parts asked for',
	'turns',
	'needs tools',
] as const;

/** What the head of answer lengths reads beside the embedding; parameters that were fitted on other names are not used. */
export const LENGTH_FEATURES: readonly string[] = [...COUNTED, ...CUES.map(([name]) => name), ...TASK_KINDS.map((kind) => `kind ${kind}`)];

/** Values of about unit size in the order of LENGTH_FEATURES; a bounded part of the text is read. */
export function lengthFeatures(request: RouteRequest, kind: TaskKind): Float32Array {
	const text = subjectText(request);
	const own = ownWords(text);
	const { count, every } = askedScope(request.text);
	const attached = Math.log1p(request.attachments.reduce((sum, { content }) => sum + content.length, 0)) / 8;
	const cues = CUES.map(([, pattern]) => (pattern.test(own) ? 1 : 0));
	const rewrite = cues[CUES.findIndex(([name]) => name === 'rewrite')]! || cues[CUES.findIndex(([name]) => name === 'whole code')]!;
	const lines = text.split('\n');
	const number = (pattern: RegExp): number => own.match(pattern)?.length ?? 0;
	return Float32Array.from([
		Math.log1p(text.length) / 6,
		Math.log1p(lines.length) / 3,
		text.length <= 30 ? 1 : 0,
		/[?？]\s*$/.test(own) ? 1 : 0,
		Math.log1p(lines.filter((line) => /[;{}]\s*$|^\s*(?:def|class|import|return|if|for|const|let|var|function)\b/.test(line)).length) / 3,
		/```/.test(text) ? 1 : 0,
		/Traceback|^\s+at .+:\d+|panicked at|\b\w+(?:Error|Exception)\b/m.test(text) ? 1 : 0,
		attached,
		rewrite * attached,
		Math.log(count) / 2,
		every ? 1 : 0,
		every ? attached : 0,
		Math.log1p(number(/^\s*(?:[-*•]|\d+[.)])\s/gm)),
		Math.log1p(number(/\b(?:and|with|including|plus|then|und|mit|sowie|et|avec|y|con|e|com|и|с)\b|[,;、，和与]/giu)) / 2,
		Math.log1p(request.history.filter(({ role }) => role === 'user').length) / 2,
		request.needs.tools ? 1 : 0,
		...cues,
		...TASK_KINDS.map((name) => (name === kind ? 1 : 0)),
	]);
}
