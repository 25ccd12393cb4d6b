import { isSmallTalk } from '../core/message/small-talk.ts';
import type { KnownKind, RouteRequest } from '../core/routing/types.ts';
import { letteredOptions } from './features.ts';
import { plainlyAsked } from './grammar.ts';
import { subjectText } from './request-text.ts';
import { spellings } from './spelling.ts';

export const TASK_KINDS = [
	'chat',
	'explain',
	'write',
	'fix',
	'refactor',
	'test',
	'debug',
	'review',
	'design',
	'data',
	'math',
	'question',
	'edit',
	'completion',
] as const;

export type TaskKind = (typeof TASK_KINDS)[number];

/** First match wins: what is asked for stands before what it is about. */
const RULES: readonly (readonly [TaskKind, RegExp])[] = [
	[
		'chat',
		/^[^\p{L}\p{N}]*(hi|hello|hey|thanks?|thank you|thx|ok(ay)?|cool|bye|hallo|danke|bonjour|merci|hola|gracias|olá|obrigad[oa]|привет|спасибо|你好|谢谢|こんにちは|ありがとう\p{L}*|नमस्ते|धन्यवाद)?[^\p{L}\p{N}]*( there| all| you)?[^\p{L}\p{N}]*$/iu,
	],
	[
		'edit',
		/\b(rename|format|reindent|typo|translate|sort the|commit message|docstring|jsdoc|add comments?|remove (the |all )?(unused|console))|umbenenn|übersetz|renomm|traduis|renombra|traduce|renome|traduz|переимен|переведи|重命名|翻译|翻訳|名前を変|नाम बदल|अनुवाद/iu,
	],
	[
		'review',
		/\b(review|audit|critique|what do you think|code smell|feedback on)\b|überprüf|relis|revis[ae]|проверь|审查|レビュー|समीक्षा/iu,
	],
	[
		'refactor',
		/\b(refactor|optimi[sz]e|clean up|simplify|restructure|extract (a|the|this)|migrat\w*|port (this|the|it)|rewrite|convert|modernize|split)\b|refaktor|migrier|refactori|migrar|рефактор|重构|迁移|リファクタ|移行/iu,
	],
	[
		'debug',
		/Traceback|^\s+at .+:\d+|panicked at|\b(flaky|intermittent\w*|deadlock|race condition|data race|memory leak|segfault|crash\w*|hangs?|root cause|debug|why (does|do|is|are) .*(fail|slow|crash|null|undefined|hang))|manchmal|parfois|a veces|иногда|偶尔|時々/imu,
	],
	[
		'test',
		/\b(unit|integration|property[- ]based|e2e|end-to-end)? ?tests? (for|that|cases?|suite)\b|\bwrite (a |some |the )?.*tests?\b|tests? schreib|tests unitaires|pruebas|тест|测试|テスト/iu,
	],
	[
		'fix',
		/\b(fix|bug|error|broken|broke|fail(s|ed|ing)?|doesn'?t work|not working|exception|wrong)\b|fehler|corrige|arregla|conserta|исправ|ошибк|修复|报错|修正|直して|エラー|ठीक/iu,
	],
	[
		'design',
		/\b(design|architect\w*|plan|strategy|trade-?offs?|system that|should (we|i) use|propose|approach)\b|entwirf|entwurf|conçois|diseña|projete|спроектир|设计|设計|設計|डिज़ाइन/iu,
	],
	[
		'math',
		/\b(prove|proof|theorem|lemma|integral|equation|probability|calculate|compute the|solve for|how (many|much))\b|\\(frac|sum|int|sqrt)|beweis|démontr|demuestr|докаж|证明|証明|सिद्ध/iu,
	],
	[
		'data',
		/\b(SQL|select .* from|query|csv|dataframe|pandas|spreadsheet|regex|json path|jq)\b|datenbank|base de (données|datos)|базу? данных|数据库|正则|正規表現/iu,
	],
	[
		'explain',
		/\b(explain|what (is|are|does|do)|how (does|do|is)|difference between|why|summari[sz]e|describe)\b|erklär|expli(que|ca)|объясни|解释|説明|समझा/iu,
	],
	[
		'write',
		/\b(write|implement|create|build|generate|add|make|give me|function|class|component|script)\b|schreib|écri|crée|escrib|escrev|crea|напиши|создай|写|实现|書いて|作って|実装|लिख|बना/iu,
	],
];

/** The same in Italian, Polish and Turkish, where a word begins so. */
const STEMS: Readonly<Partial<Record<TaskKind, string>>> = {
	edit: 'rinomin|traduc[ie]|formatta|zmień nazw|przetłumacz|sformatuj|posortuj|literówk|yeniden adlandır|adını değiştir|çevir(?!im)|biçimlendir|sırala',
	review: 'rivedi|controlla|przejrzyj|sprawdź|oceń|gözden geçir|incele',
	refactor:
		'rifattorizz|ottimizz|semplific|converti(?![nb])|riscriv|zrefaktor|zoptymaliz|uprość|przepisz|przenieś|migruj|yeniden düzenle|optimize et|basitleştir|taşı|dönüştür',
	debug: 'a volte|perdita di memoria|czasami|wyciek\\p{L}* pamięci|zakleszcz|wyścig|bazen|bellek sızınt|kilitlen|yarış durum',
	test: 'test unitar|testy(?!\\p{L})|testów|birim test|test(?:ler|i)? yaz',
	fix: 'corregg|risolv[ie](?!\\p{L})|error[ei](?!\\p{L})|non funziona|napraw|popraw|błąd|błęd|nie działa|düzelt|hata(?!l)|çalışmıyor',
	design: 'progetta|architett|zaprojekt|architekt|tasarla|mimari',
	math: 'dimostra|teorema|calcola|udowodni|twierdzeni|oblicz|kanıtla|ispatla|teorem|hesapla',
	data: 'base dati|interrogazion|zapytani|baz[aęy] danych|veritaban|sorgu',
	explain: "spiega|cos['’]è|che cos|differenza|come funziona|wyjaśni|co to jest|czym jest|różnic|jak działa|açıkla|nedir|farkı|nasıl çalış",
	write: 'scriv|genera(?![lt])|implementa(?![tcç])|aggiung|napisz|stwórz|utwórz|dodaj|zaimplement|yaz(?!ıl|ım)|oluştur|ekle|geliştir',
};

const KINDS = RULES.map(([kind, pattern]): readonly [TaskKind, RegExp] => {
	const stems = STEMS[kind];
	return [kind, stems === undefined ? pattern : new RegExp(String.raw`${pattern.source}|(?<!\p{L})(?:${stems})`, pattern.flags)];
});

/** Scripts of which a few characters make a sentence. */
const DENSE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u;

/** What the weights were fitted on of kinds that only a caller knows: a commit message is small work on text. */
const KNOWN: Readonly<Record<KnownKind, TaskKind>> = { edit: 'edit', fix: 'fix', commit: 'edit' };

/** Kind of task, from words alone where the caller does not know it: labels the ledger's rows and picks the output-length prior. */
export function taskKind(request: RouteRequest): TaskKind {
	if (request.kind === 'completion') return 'completion';
	if (request.knownKind !== undefined) return KNOWN[request.knownKind];
	if (isSmallTalk(request.text)) return 'chat';
	const text = subjectText(request);
	if (letteredOptions(text).count > 0) return 'question';
	const said = spellings(plainlyAsked(text));
	const named = KINDS.find(([, pattern]) => said.some((spelling) => pattern.test(spelling)))?.[0];
	const attached = request.attachments.length > 0;
	if (attached && text.trim() === '') return 'question';
	return named ?? (!attached && text.length < (DENSE.test(text) ? 7 : 20) ? 'chat' : 'question');
}
