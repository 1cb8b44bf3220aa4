/**
 * Why two runs differ, in German. A report holds these sentences as `src/compare` wrote them; what stands at {a}, {b}, {c} is the estate's or
 * was recorded, and stays as it is. The first that fits counts.
 */
const CAUSES: readonly (readonly [string, string])[] = [
  ['somebody has signed for this failure since; it stays a failure', 'jemand hat diese Verletzung seither abgezeichnet; sie bleibt eine'],
  ['the waiver of this failure no longer stands on {a}', 'die Duldung dieser Verletzung gilt am {a} nicht mehr'],
  ['a statement that counts has been given since', 'seither wurde eine Erklärung abgegeben, die zählt'],
  ['{a} was refused ({b}), and is answered now', '{a}: damals verweigert ({b}), jetzt beantwortet'],
  ['the run before was interrupted', 'der frühere Lauf wurde unterbrochen'],
  ['it could not be judged then: {a}', 'damals nicht zu beurteilen: {a}'],
  ['{a} ended in {b} then, and is answered now', '{a}: endete damals mit {b}, jetzt beantwortet'],
  ['the question', 'die Frage'],
  ['it is no longer what the check is about', 'die Prüfung handelt nicht mehr davon'],
  ['it was not what the check is about, and is now', 'die Prüfung handelte nicht davon, und tut es jetzt'],
  ['it is left out now: {a}', 'jetzt ausgenommen: {a}'],
  ['it was left out then: {a}', 'damals ausgenommen: {a}'],
  ['{a} is left out now: {b}', '{a} ist jetzt ausgenommen: {b}'],
  ['there is something to look at now', 'jetzt gibt es etwas anzusehen'],
  ['there is nothing left to look at', 'es gibt nichts mehr anzusehen'],
  ['the same answers are read otherwise: {a}', 'dieselben Antworten werden anders gelesen: {a}'],
  ['what was seen of it has changed: {a}', 'was davon zu sehen ist, hat sich geändert: {a}'],
  [
    'the same answers under the same policy: claimcheck itself judges otherwise{a}',
    'dieselben Antworten unter denselben Regeln: claimcheck selbst urteilt anders{a}',
  ],
  [' (version {a} then, {b} now)', ' (damals Version {a}, jetzt {b})'],
  [
    'nothing else changed: the check counts days, and they went by',
    'sonst hat sich nichts geändert: Die Prüfung zählt Tage, und sie sind vergangen',
  ],
  ['nothing else changed that was recorded{a}', 'sonst hat sich nichts Aufgezeichnetes geändert{a}'],
  ['nothing that was recorded says why', 'nichts Aufgezeichnetes sagt, warum'],
  ['it is not there any more', 'nicht mehr da'],
  ['it was not there then', 'damals nicht da'],
  ['it was not looked at then', 'damals nicht angesehen'],
  ['{a} was not looked at then', '{a} wurde damals nicht angesehen'],
  ['the population was not read whole', 'die Grundgesamtheit wurde nicht ganz gelesen'],
  ['the population was not read whole: {a}', 'die Grundgesamtheit wurde nicht ganz gelesen: {a}'],
  [
    'the population was not read whole then: for a reason that was not recorded',
    'die Grundgesamtheit wurde damals nicht ganz gelesen; warum, ist nicht aufgezeichnet',
  ],
  ['the population was not read whole then: {a} ended in {b}', 'die Grundgesamtheit wurde damals nicht ganz gelesen: {a} endete mit {b}'],
  ['the population was not read whole then: {a}', 'die Grundgesamtheit wurde damals nicht ganz gelesen: {a}'],
  ['{a} has no result any more', 'zu {a} gibt es kein Ergebnis mehr'],
  ['it is no longer declared', 'nicht mehr angegeben'],
  ['{a} is no longer declared', '{a} ist nicht mehr angegeben'],
  ['this source is no longer configured', 'diese Quelle ist nicht mehr eingerichtet'],
  ['no source of type {a} is configured in run {b}', 'in Lauf {b} ist keine Quelle der Art {a} eingerichtet'],
  ['the period that is looked at begins on {a} now, on {b} then', 'der angesehene Zeitraum beginnt jetzt am {a}, damals am {b}'],
  ['the check is no longer part of what is asked', 'diese Prüfung wird nicht mehr gestellt'],
  ['the check is newly part of what is asked', 'diese Prüfung wird neu gestellt'],
  ['{a} is no longer part of what is assessed', '{a} wird nicht mehr untersucht'],
  ['{a} is newly part of what is assessed', '{a} wird neu untersucht'],
  ['the parameter {a} has another value', 'der Parameter {a} hat einen anderen Wert'],
  ['parameters set in the configuration: {a}', 'in der Konfiguration gesetzte Parameter: {a}'],
  ['files of the policy: {a} changed, {b} added, {c} removed', 'Dateien der Regeln: {a} geändert, {b} neu, {c} entfernt'],
  ['files of the policy: {a} changed, {b} added', 'Dateien der Regeln: {a} geändert, {b} neu'],
  ['files of the policy: {a} changed, {b} removed', 'Dateien der Regeln: {a} geändert, {b} entfernt'],
  ['files of the policy: {a} added, {b} removed', 'Dateien der Regeln: {a} neu, {b} entfernt'],
  ['files of the policy: {a} changed', 'Dateien der Regeln: {a} geändert'],
  ['files of the policy: {a} added', 'Dateien der Regeln: {a} neu'],
  ['files of the policy: {a} removed', 'Dateien der Regeln: {a} entfernt'],
  ['files of the policy: {a}', 'Dateien der Regeln: {a}'],
  ['{a} is asked by somebody else', '{a} wird von jemand anderem gefragt'],
  ['claimcheck {a} then, {b} now', 'damals claimcheck {a}, jetzt {b}'],
  ['{a}: not compared then, {b} now', '{a}: damals nicht verglichen, jetzt {b}'],
  ['{a}: {b} then, not compared now', '{a}: damals {b}, jetzt nicht verglichen'],
  ['{a}: {b} then, {c} now', '{a}: damals {b}, jetzt {c}'],
  ['{a} has another {b}', '{a}: anders ist {b}'],
];
const PLACE = /\{[abc]\}/;
const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
const TABLE = CAUSES.map(
  ([from, into]) => [new RegExp(`^${from.split(PLACE).map(quoted).join('(.*)')}$`, 's'), into.split(/\{([abc])\}/)] as const,
);

/** A sentence that is none of ours, such as a provider's words, stays as it was recorded. */
export function causeInGerman(because: string): string {
  for (const [pattern, into] of TABLE) {
    const found = pattern.exec(because);
    if (found === null) continue;
    const slot = (letter: string): string => found['abc'.indexOf(letter) + 1] ?? '';
    return into.map((part, index) => (index % 2 === 0 ? part : ours(slot(part)))).join('');
  }
  return because;
}
/** Of what stands at a place, only these are our words. */
const ours = (text: string): string =>
  text === 'the question' || /^ \(version .* then, .* now\)$/.test(text) ? causeInGerman(text) : text;
