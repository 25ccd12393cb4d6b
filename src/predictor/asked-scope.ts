import { bothEnds } from './own-words.ts';

/** What a request counts: files, places in code, things to write. Stems in the languages that people write to an editor in. */
const THINGS = [
	'files?|handlers?|endpoints?|routes?|functions?|methods?|class(?:es)?|components?|modules?|services?|packages?|screens?|pages?|views?|models?',
	'tests?|test cases?|cases|examples?|snippets?|questions?|ideas?|names?|options?|ways|variants?|versions?|reasons?|steps|tips|scenarios?',
	'tables?|quer(?:y|ies)|migrations?|columns?|fields?|scripts?|commands?|call sites?|callers?|usages|places|occurrences|imports?|strings?|keys',
	'languages?|locales?|translations?|diagrams?|sections?|chapters?|rules?|entries|items?|records?|rows?|exercises?|problems?|jobs?|hooks?',
	'dateien|funktionen|methoden|klassen|beispiele|fälle|tabellen|stellen|ideen|fragen|schritte|komponenten|endpunkte|spalten|sprachen',
	'fichiers|fonctions|méthodes|exemples|cas|étapes|composants|idées|questions|langues|colonnes|routes',
	'archivos|funciones|métodos|ejemplos|casos|pasos|componentes|preguntas|clases|tablas|arquivos|funções|exemplos|passos|perguntas|tabelas',
	'file|funzioni|metodi|esempi|casi|plików|funkcji|przykładów|testów|dosya|fonksiyon|örnek',
	'файл\\p{L}*|функци\\p{L}*|метод\\p{L}*|класс\\p{L}*|пример\\p{L}*|тест\\p{L}*|таблиц\\p{L}*|вопрос\\p{L}*|шаг\\p{L}*',
].join('|');
const WORDS: Readonly<Record<string, number>> = {
	...{ two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, twelve: 12, twenty: 20, fifty: 50, hundred: 100 },
	...{ zwei: 2, drei: 3, vier: 4, fünf: 5, sechs: 6, sieben: 7, acht: 8, neun: 9, zehn: 10, zwanzig: 20 },
	...{
		deux: 2,
		trois: 3,
		quatre: 4,
		cinq: 5,
		dix: 10,
		dos: 2,
		tres: 3,
		cuatro: 4,
		cinco: 5,
		diez: 10,
		dois: 2,
		três: 3,
		quatro: 4,
		dez: 10,
	},
};
/** "50 handlers", "all 12 of our route files": up to three words may stand between the number and what it counts. */
const COUNTED = new RegExp(
	String.raw`(?<![\p{L}\p{N}.,:#$-])(\d{1,4}|${Object.keys(WORDS).join('|')})\s+(?:[\p{L}'/-]{2,20}\s+){0,3}?(?:${THINGS})(?![\p{L}\p{N}])`,
	'giu',
);
const COUNTED_DENSE = /(\d{1,4})\s*(?:个|條|条|份|種|种|組|组|つ|個|件|本|ファイル|개|가지)/gu;
const EVERY = new RegExp(
	String.raw`\b(?:all|every|each|entire|whole|throughout|everywhere|across (?:the|our|all))\b(?:[\s\p{L}\p{N}'/-]{0,40}?\b(?:${THINGS}|code|codebase|repo(?:sitory)?|project|app(?:lication)?|logic)\b)|\b(?:alle|sämtliche|jede[nrs]?|tou(?:te)?s les|todos los|todas las|todos os|todas as|tutti i|tutte le|wszystkie)\b|все(?:х|ми)? |所有|全部|すべて|全ての|모든|सभी`,
	'iu',
);
/** The user's own words stand at the ends; what is pasted between says nothing of how much is asked for. */
const MOST_CHARS = 600;
const MOST = 500;

export interface AskedScope {
	/** Of the largest number of things that the request counts, 1 where it counts none; bounded. */
	readonly count: number;
	/** Says "all", "every", "the whole" of something that is written. */
	readonly every: boolean;
}

/** How much a message asks for: numbers with what they count, and words for all of something. Linear in a bounded part of the text. */
export function askedScope(message: string): AskedScope {
	const text = ownWords(message);
	const numbers = [...text.matchAll(COUNTED), ...text.matchAll(COUNTED_DENSE)].map(([, number]) => {
		return WORDS[number!.toLowerCase()] ?? Number(number);
	});
	return { count: Math.min(MOST, Math.max(1, ...numbers.filter(Number.isFinite))), every: EVERY.test(text) };
}

/** The beginning and the end of a message. */
export function ownWords(message: string): string {
	return bothEnds(message, MOST_CHARS);
}
