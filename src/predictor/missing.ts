import type { Attachment } from '../core/message/message.ts';
import { withMissing } from '../core/routing/missing.ts';
import type { Prediction, RouteRequest } from '../core/routing/types.ts';
import { asks, isQuestion, pointsAtShown, SHOWN_NOUNS, withoutCourtesy } from './grammar.ts';
import { FITTING_CHARS, partMessage } from './own-words.ts';

/** What a tracker or a picture would show. */
const ELSEWHERE = /\b[A-Z]{2,10}-\d+\b|(?:^|\s)#\d{2,}\b|screenshot|(?:attached|enclosed) /;

/**
 * Whether the message seems to speak of something that nobody showed: "this file", JIRA-4411, beside no file, no paste and no history. A
 * feature, which may be wrong; `missingSubject` is what the user is told.
 */
export function pointsAtNothing({ text, history, attachments }: RouteRequest): boolean {
	const { own, shown, around } = partMessage(text);
	if (history.length > 0 || attachments.length > 0 || shown !== '' || around !== '' || own.length > FITTING_CHARS) return false;
	return !own.includes('\n') && (ELSEWHERE.test(own) || pointsAtShown(own, () => false));
}

/** Longer ones describe what they speak of. */
const MOST_CHARS = 200;
/** A conversation of such messages alone has shown nothing. */
const SMALL_TURN_CHARS = 80;
const EDGE = String.raw`(?<![\p{L}\p{N}])`;
const END = String.raw`(?![\p{L}\p{N}])`;
/** Up to three words between "this" and its noun, none of which begins a clause of its own. */
const BETWEEN = String.raw`(?:(?!(?:is|was|are|were|will|would|can|could|does|do|did|has|have|should|may|might|must|and|or|in|on|for|to|with|of|at|an?|the|my|your|by|as|not)\s)[\p{L}\p{N}'-]+\s){0,3}?`;
const NOUNS = `${SHOWN_NOUNS}|variables?|symbols?|fields?|constants?|parameters?|enums?|notebooks?|cells?`;
const PICTURES = 'screenshots?|images?|pictures?|mock-?ups?';

/** "This file", "these failing tests", "diese Datei", "the selected lines", "the function below", "the screenshot". */
const POINTED = [
	`${EDGE}(?:this|these)\\s${BETWEEN}(?:${NOUNS}|${PICTURES})(?:\\s(?:${NOUNS}))?${END}`,
	`${EDGE}(?:diese[rsmn]?|cette?|ces|est[aeo]s?|quest[aoie]|tę|tej|tego|tym|bu|эт(?:от|а|у|о|и|ом|ой|их))\\s(?:${NOUNS})${END}`,
	`${EDGE}(?:the|my)\\s(?:open|current|active|selected|highlighted|attached|enclosed)\\s${BETWEEN}(?:${NOUNS}|${PICTURES})${END}`,
	`${EDGE}(?:the|my)\\s${BETWEEN}(?:${NOUNS}|${PICTURES})\\s(?:below|above|here|attached)${END}`,
	`${EDGE}(?:the|my)\\s(?:selection|screenshot|mock-?up)${END}`,
].map((pattern) => new RegExp(pattern, 'iu'));
const DENSE_POINTED =
	/(?:这个?|此|该|当前|选中的?)(?:文件|函数|代码|类|方法|测试|错误|报错|脚本|组件)|(?:この|選択した)(?:ファイル|関数|コード|クラス|メソッド|テスト|エラー|スクリプト)|이 ?(?:파일|함수|코드|클래스|메서드|테스트|오류)/u;
/** An order that ends with the thing: "explain the function", "fix the failing test". */
const ORDERED = new RegExp(`${EDGE}the\\s(?:[\\p{L}-]+\\s){0,2}?(?:${NOUNS})(?=[^\\p{L}\\p{N}]*$)`, 'iu');
/** "Explain this", "fix it", "what does this do". */
const PRONOUN =
	/^\W*(?:(?:explain|fix|refactor|simplify|review|document|test|debug|optimi[sz]e|clean up|improve|summari[sz]e|translate|rewrite|convert|check|describe|comment) (it|this|that|these|those|them)|(?:what|why|how) (?:does|do|is|are|did|doesn['’]t|isn['’]t) (this|that|these|those)(?= (?:do|does|mean|work|fail|failing|break|broken|crash|slow|wrong|not)(?!\p{L})|[^\p{L}]*$))(?!\p{L})/iu;
/** A ticket that is to be worked on; `SHA-256` and `UTF-8` are none. */
const TICKET = /^\W*(?:resolve|fix|close|implement|do|solve|start|work on)\s+(?:\p{L}+\s)?([A-Z]{2,10}-\d+|#\d{2,})(?![\p{L}\p{N}])/u;
/** What is said itself, in place of what is pointed at: code, a message behind a colon, a name in quotes. */
const SHOWS_ITSELF = /[`{}=;]|\w\(|[:：]\s*\S|["“”«»]|https?:/;
const NOT_A_FILE = new RegExp(`(?:${PICTURES})$|^#|^[A-Z]{2,10}-\\d`, 'iu');
const SELECTED = /select|highlight|选中|選択/i;

/**
 * What a chat message points at and nobody showed, in its own words ("this file", "the function below", "JIRA-4411"); null where nothing
 * is missing or where that is not sure. What merely stands open in the editor shows a file, but no picture, no ticket and no selection.
 */
export function missingSubject({ kind, text, history, attachments, needs }: RouteRequest): string | null {
	// An agent looks for itself, and an image shows what is meant.
	if (kind !== 'chat' || needs.tools || needs.vision || attachments.some(({ open }) => open === undefined)) return null;
	const { own, shown, around } = partMessage(text);
	const said = own.trim();
	if (shown !== '' || around !== '' || said.length > MOST_CHARS || said.includes('\n') || SHOWS_ITSELF.test(said)) return null;
	if (history.some(({ content }) => content.length > SMALL_TURN_CHARS || content.includes('`'))) return null;
	const found = pointedAt(said);
	return found === null || isOpen(found, attachments) ? null : found;
}

/** The prediction as it is where the message's subject is there, lowered where it is missing. */
export function withoutSubject(prediction: Prediction, request: RouteRequest): Prediction {
	return withMissing(prediction, missingSubject(request));
}

function pointedAt(said: string): string | null {
	const plain = withoutCourtesy(said).trim();
	for (const pattern of [...POINTED, DENSE_POINTED]) {
		const match = pattern.exec(said);
		if (match !== null && !isNamedBefore(said, match)) return match[0];
	}
	const ordered = asks(plain) === 2 && !isQuestion(plain) ? ORDERED.exec(plain) : null;
	if (ordered !== null && !isNamedBefore(plain, ordered)) return ordered[0];
	const [, first, second] = PRONOUN.exec(plain) ?? [];
	return first ?? second ?? TICKET.exec(plain)?.[1] ?? null;
}

/** "I have a class with ten methods. How do I split this class?" speaks of what it described. */
function isNamedBefore(said: string, match: RegExpExecArray): boolean {
	const noun = match[0].split(/\s/).at(-1)!.toLowerCase();
	return said.slice(0, match.index).toLowerCase().includes(noun);
}

function isOpen(found: string, open: readonly Attachment[]): boolean {
	if (open.length === 0 || NOT_A_FILE.test(found)) return false;
	return !SELECTED.test(found) || open.some(({ kind }) => kind === 'selection');
}
