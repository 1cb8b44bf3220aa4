/** The sentences of whole documents in German. A member that is lacking here does not compile. */

import { deMethod } from './de-method.ts';
import { deTime } from './de-time.ts';
import { grouped } from './grouped.ts';
import type { Pages } from './index.ts';

const number = (value: number): string => grouped(value, '.');
const plural = (value: number, one: string, many: string): string => `${number(value)} ${value === 1 ? one : many}`;

export const de: Pages = {
  chapters: {
    summary: 'Zusammenfassung',
    contents: 'Inhalt',
    claims: 'Aussagen',
    controls: 'Anforderungen der Normen',
    failed: 'Was verletzt ist',
    unknown: 'Was unbekannt ist',
    contradictions: 'Was gesagt und was gesehen wird',
    gaps: 'Was nicht zu sehen war',
    populations: 'Prüfungen und Grundgesamtheiten',
    waivers: 'Duldungen',
    attestations: 'Erklärungen',
    scope: 'Umfang',
    method: 'Verfahren',
    verify: 'Wie sich dieser Bericht nachprüfen lässt',
  },
  cover: {
    kind: 'Nachweisbericht',
    untitled: 'Nachweise zur Sicherheit',
    seen: (at, from, to) => `Gesehen am ${at}, über den Zeitraum vom ${from} bis ${to}.`,
    demo: (world) => `Vorführumgebung, Welt „${world}“`,
    demoNote: 'Erfundene Konten, Menschen und Antworten. Nichts hier handelt von einem wirklichen Unternehmen.',
    demoRunning: (world) => `Vorführumgebung, Welt ${world}`,
    aborted: 'Dieser Lauf wurde unterbrochen. Was er nicht erreichte, ist unbekannt, und nichts hier steht dafür.',
    edition: 'Ausgabe',
    audience: { internal: 'intern', auditor: 'für Prüfende', customer: 'für Kunden' },
    note: {
      internal: 'Für das Unternehmen selbst: Nichts ist ausgelassen.',
      auditor: 'Für Prüfende, die zur Verschwiegenheit verpflichtet sind: Nichts ist ausgelassen.',
      customer:
        'Für Kunden gekürzt: Namen, Kennungen, Adressen und freie Texte des Untersuchten sind ersetzt; jede Zahl, jedes Urteil und jeder Stand ist der des versiegelten Laufs.',
    },
    recipient: 'Für',
    validUntil: 'Gültig bis',
    running: (recipient, until) =>
      [recipient === undefined ? '' : `Für ${recipient}`, until === undefined ? '' : `gültig bis ${until}`]
        .filter((part) => part !== '')
        .join(', '),
    statements: 'Aussagen',
    standards: 'Normen',
    asked: 'Befragt wurden',
    nobody: 'Niemand: Es ist keine Quelle eingerichtet.',
    askedAs: (source, who, subjects) => `${source}: ${subjects}, gefragt als ${who}`,
    unknownWho: (reason, detail) => `Unbekannt, wer antwortete (${reason}): ${detail}`,
    moreSources: (n) => `Und ${plural(n, 'weitere Quelle', 'weitere Quellen')}, vollständig unter Umfang.`,
    run: 'Lauf',
    runIs: (id, seq, status) => `${id}, Nummer ${seq} seiner Kette, ${status}`,
    status: { sealed: 'versiegelt', aborted: 'unterbrochen' },
    made: 'Erstellt mit',
    madeWith: (tool, node, sent, mutating) =>
      `claimcheck ${tool} auf Node ${node}; ${plural(sent, 'Anfrage', 'Anfragen')}, von denen ${number(mutating)} etwas ändern konnten`,
    signed: 'Signiert',
    signedBy: (by, at) => `von ${by}, am ${at}.`,
    signedMeans: (issuer, until) =>
      `Das Zertifikat ist von ${issuer}, gültig bis ${until}. Ein Betrachter, oder „pdfsig report.pdf“, sagt, ob die Datei seither unverändert ist und ob dem Aussteller vertraut wird.`,
    fingerprint: 'Prüfsumme des Berichts',
    fingerprintMeans:
      'SHA-256 des Berichts in maschinenlesbarer Form, der dieser Datei als report.json beiliegt. Wer den versiegelten Lauf hat, kann sie vergleichen; wie, steht auf den letzten Seiten.',
    fingerprintEdition:
      'SHA-256 dieser Ausgabe in maschinenlesbarer Form, die dieser Datei als report.json beiliegt. Sie weicht von der des versiegelten Laufs ab, weil Namen ausgelassen sind.',
    qr: 'Das Quadrat enthält dasselbe für eine Kamera.',
    shortId: 'Kurz',
  },
  summary: {
    none: 'Es wurde keine Aussage untersucht.',
    claims: (total, parts) => `Von ${plural(total, 'Aussage', 'Aussagen')}: ${parts}.`,
    part: (n, word) => `${number(n)} ${word.toLowerCase()}`,
    checks: (failed, unknown, total) =>
      `${number(failed)} von ${plural(total, 'Prüfung', 'Prüfungen')} sind verletzt, und von ${number(unknown)} ist nicht bekannt, ob sie erfüllt sind.`,
    claimsBy: 'Aussagen, nach Stand',
    controlsBy: 'Anforderungen, nach Stand',
    checksBy: 'Prüfungen, nach Urteil',
    findingsBy: 'Befunde, nach Urteil',
    claim: (n) => plural(n, 'Aussage', 'Aussagen'),
    control: (n) => plural(n, 'Anforderung', 'Anforderungen'),
    check: (n) => plural(n, 'Prüfung', 'Prüfungen'),
    finding: (n) => plural(n, 'Befund', 'Befunde'),
    of: (total) => `von ${total}`,
    count: (n, total) => `${number(n)} von ${number(total)}`,
    noneToCount: 'Es gibt nichts zu zählen.',
    waived: (n) => `davon ${number(n)} geduldet`,
    strongest: 'Am besten gezeigt',
    strongestNone: 'Keine Aussage ist belegt oder gestützt.',
    weakest: 'Am wenigsten gezeigt, nicht widerlegt',
    weakestNone: 'Keine: Was nicht widerlegt ist, ist belegt.',
    worst: 'Verletzt, das Schwerste zuerst',
    worstNone: 'Keine Prüfung ist verletzt.',
    moreFailed: (n) => `und ${number(n)} weitere im Kapitel „Was verletzt ist“`,
    fails: (n, of) => `${number(n)} von ${number(of)}`,
  },
  gaps: {
    remark: 'Fragen, die nicht beantwortet wurden, nach Ursache. Was von ihnen abhängt, ist unbekannt: nicht erfüllt und nicht verletzt.',
    none: 'Jede gestellte Frage wurde beantwortet.',
    nobodyAsked: 'Es wurde überhaupt keine Frage gestellt.',
    wouldHelp: (permission) => `Es würde helfen: ${permission}.`,
    in: (subjects) => `bei ${plural(subjects, 'Befragten', 'Befragten')}`,
    more: (n) => `Und ${number(n)} weitere Arten, vollständig im Kapitel „Was nicht zu sehen war“.`,
    cut: (n) => `${number(n)} weitere Arten sind hier ausgelassen; sie stehen in report.json unter gaps.`,
    andMore: (n) => `und ${number(n)} weitere`,
    operation: 'Operation',
    why: 'Warum',
    helps: 'Was helfen würde',
    where: 'Wo',
  },
  contents: {
    questions: 'Sieben Fragen, und wo sie beantwortet sind',
    promised: 'Was wurde versprochen?',
    checked: 'Was wurde geprüft?',
    when: 'Wann?',
    whom: 'Von wem?',
    failed: 'Was ist verletzt?',
    unseen: 'Was war nicht zu sehen?',
    verify: 'Wie prüfe ich das nach?',
    promisedIs: (n, titles) => (n === 0 ? 'Es wurde keine Aussage untersucht.' : `${plural(n, 'Satz', 'Sätze')} aus ${titles}.`),
    checkedIs: (checks, findings, subjects) =>
      `${plural(checks, 'Prüfung', 'Prüfungen')} bei ${plural(subjects, 'Befragten', 'Befragten')}, mit ${plural(findings, 'Befund', 'Befunden')}.`,
    whenIs: (from, to) => `Die Anbieter wurden von ${from} bis ${to} befragt.`,
    whomIs: (tool, sources) =>
      `Von claimcheck ${tool}, einem Programm, das nur liest, bei ${plural(sources, 'Quelle', 'Quellen')}; als wer es fragte, steht unter Umfang.`,
    failedIs: (failed, total) =>
      failed === 0
        ? `Keine von ${plural(total, 'Prüfung', 'Prüfungen')}.`
        : `${number(failed)} von ${plural(total, 'Prüfung', 'Prüfungen')}.`,
    unseenIs: (n) =>
      n === 0
        ? 'Nichts, wonach gefragt wurde.'
        : `${plural(n, 'Art von Frage blieb', 'Arten von Fragen blieben')} ohne Antwort; was davon abhängt, ist unbekannt.`,
    verifyIs: 'Mit der beiliegenden report.json, einer Prüfsumme und dem versiegelten Lauf.',
    page: 'Seiten',
    key: 'Wie die Zeichen zu lesen sind',
    keyNote: 'Ein Zeichen steht nie ohne sein Wort, damit in Schwarzweiß nichts verloren geht.',
    original: 'Die Sätze der Prüfungen, ihre Begründungen und die Antworten der Anbieter stehen in ihrer ursprünglichen Sprache.',
  },
  claims: {
    remark: (n) => `${plural(n, 'Satz', 'Sätze')}, wie veröffentlicht, und was die Nachweise zu jedem sagen.`,
    words: 'Wortlaut der Aussage',
    standing: 'Stand',
    strength: 'Stärke',
    page: 'Seite',
    number: (n, of) => `Aussage ${n} von ${number(of)}`,
    evidence: (word) => `Nachweis: ${word}`,
    remainder: 'Von keiner Prüfung abgedeckt',
    wording: 'Zum Wortlaut',
    text: 'Was wahr sein müsste',
    argued: 'Wie es begründet ist',
    relevant: (controls) => `von Belang für ${controls}`,
    more: (n) => `und ${number(n)} weitere`,
    found: (pass, total) => `${number(pass)} von ${number(total)} erfüllt`,
    incomplete: 'Grundgesamtheit NICHT vollständig',
    noneSeen: 'nichts anzusehen',
    evidenceIds: (ids) => `Nachweis ${ids}`,
    notRun: 'lief nicht',
    kind: {
      fact: 'eine Tatsache',
      cadence: 'etwas Regelmäßiges',
      intent: 'eine Absicht',
      superlative: 'ein Superlativ',
      promise: 'ein Versprechen',
    },
  },
  controls: {
    remark:
      'Diese Nachweise sind für die genannten Anforderungen von Belang. Damit ist nicht gesagt, dass eine Anforderung erfüllt ist oder jemand einer Norm entspricht.',
    mapped: (title, version) => `Zugeordnet zu ${title}, ${version}`,
    of: (checked, size) =>
      `${number(checked)} von ${number(size)} Anforderungen haben eine Prüfung. Über die anderen sagt dieser Bericht nichts.`,
    ofUnknown: (checked) =>
      `${plural(checked, 'Anforderung hat', 'Anforderungen haben')} eine Prüfung. Wie viele die Norm insgesamt hat, ist hier nicht verzeichnet.`,
    noCheck: 'Keine Prüfung',
    families: 'Nach Familie, soweit hier geprüft',
    unplaced: 'Anforderungen ohne genannte Norm',
    control: 'Anforderung',
    standing: 'Stand und Stärke',
    covered: 'Abgedeckt, und nicht',
    whole: 'Sie ist ganz geprüft.',
    part: 'Ein Teil von ihr ist geprüft.',
    noCheckHere: 'Keine Prüfung.',
    notCovered: 'Nicht abgedeckt:',
    moreChecks: (n) => `und ${n} weitere`,
  },
  failed: {
    remark: 'Für jede Prüfung wurde ein Gegenbeispiel gesehen. Eine geduldete Verletzung bleibt eine Verletzung.',
    bySeverity: 'Verletzte Prüfungen, nach Schwere',
    resource: 'Ressource',
    why: 'Was stattdessen gefunden wurde',
    observed: 'Gesehene Werte',
    expected: 'Erwartet',
    notRecorded: 'nicht aufgezeichnet',
    waived: (until, by, reason) => `Geduldet bis ${until} von ${by}: ${reason}`,
    toDo: 'Was zu tun ist',
    notSaid: 'Was diese Prüfung nicht sagt',
    in: (subject) => `in ${subject}`,
    counts: (n, total, waived) =>
      `${number(n)} von ${plural(total, 'Befund', 'Befunden')} verletzt${waived === 0 ? '' : `, ${number(waived)} davon geduldet`}`,
    cut: (kept, total) =>
      `${number(kept)} von ${number(total)} verletzten Befunden sind hier gedruckt. ${number(total - kept)} sind der Lesbarkeit wegen ausgelassen; ` +
      'sie stehen, einer je Zeile, in findings.jsonl, das vom Siegel dieses Laufs erfasst ist.',
    more: (n, where) => `Und ${number(n)} weitere dieser Prüfung, in ${where}.`,
  },
  unknown: {
    remark: 'Weder wahr noch falsch: Es ließ sich nicht feststellen. Jedes zählt als nicht erfüllt.',
    why: 'Warum es unbekannt ist',
    helps: 'Was helfen würde',
    counts: (n, total) => `${number(n)} von ${plural(total, 'Befund', 'Befunden')} unbekannt`,
    cut: (kept, total) =>
      `${number(kept)} von ${number(total)} unbekannten Befunden sind hier gedruckt. ${number(total - kept)} sind der Lesbarkeit wegen ausgelassen; ` +
      'sie stehen, einer je Zeile, in findings.jsonl, das vom Siegel dieses Laufs erfasst ist.',
    moreSubjects: (n) => `Und ${plural(n, 'weiterer Befragter', 'weitere Befragte')}, in report.json.`,
  },
  meta: {
    severity: (word) => `Schwere ${word}`,
    population: (n, complete, proof) => `Grundgesamtheit ${number(n)}, ${complete ? 'vollständig' : 'NICHT vollständig'}: ${proof}`,
    seenBy: (kind) => `gesehen durch ${kind}`,
  },
  populations: {
    remark:
      'Jede Prüfung, mit der Zahl der Ressourcen, von denen sie handelt, und dem Beleg, dass das alle sind. „0“ allein ist nie ein Erfolg.',
    verdict: 'Urteil',
    check: 'Prüfung',
    population: 'Gesamtheit',
    receipt: 'Beleg',
    complete: 'vollständig',
    incomplete: 'NICHT vollständig',
    with: (pairs) => `mit ${pairs}`,
    loosened: '(lockerer als geliefert)',
    ofSource: (source, n) => `${source}: ${plural(n, 'Prüfung', 'Prüfungen')}`,
  },
  waivers: {
    remark: 'Eine Duldung ändert kein Urteil. Sie sagt, wer eine Verletzung hinnimmt und bis wann.',
    resource: 'Ressource und Prüfung',
    reason: 'Grund',
    approvedBy: 'Gebilligt von',
    until: 'Bis',
    state: 'Zustand',
    states: {
      applied: 'Angewandt: Die Verletzung bleibt und steht da als geduldet.',
      expired: 'Abgelaufen: nicht mehr angewandt.',
      'matches-nothing': 'Trifft auf nichts zu: kann entfallen.',
    },
  },
  attestations: {
    remark:
      'Was kein Programm sehen kann, dafür kann ein Mensch unterschreiben, mit Enddatum. Es ist der schwächste Nachweis und stützt höchstens.',
    verdict: 'Urteil',
    what: 'Wofür zu unterschreiben ist',
    found: 'Was gefunden wurde',
  },
  otherwise: {
    nobody: 'Niemand sonst sagt etwas anderes',
    title: (who) => `${who.join(' und ')} ${who.length === 1 ? 'sagt' : 'sagen'} etwas anderes`,
    remark: (scope) =>
      `Eine fremde Regel beurteilt dieselbe Ressource. Sie ändert kein Urteil dieses Berichts; einer von beiden irrt, oder es wurde Verschiedenes gefragt: Die Bestimmungen einer Regel gehören dem Konto. ${scope}.`,
    scope: (disagree, compared, alone, deaf) =>
      `${number(disagree)} von ${plural(compared, 'verglichenen Urteil', 'verglichenen Urteilen')}` +
      (alone === 0 ? '' : `; ${number(alone)} weitere betreffen, was hier keine Prüfung beurteilt`) +
      (deaf === 0 ? '' : `; ${plural(deaf, 'Frage', 'Fragen')} an sie blieben ohne Antwort`),
    resource: 'Ressource',
    check: 'Prüfung',
    here: 'Hier',
    there: 'Dort',
    rule: 'Regel',
    cut: (n) => `${number(n)} weitere sind hier ausgelassen; sie stehen in report.json unter witnessed.`,
  },
  contradictions: {
    remark: (failed, pairs, unknown) =>
      `Paare von Quellen, die übereinstimmen sollten: was eine Seite oder ein Dokument sagt, und was eine andere Quelle zeigt. ${number(failed)} von ${plural(pairs, 'Paar', 'Paaren')} widersprechen einander; von ${number(unknown)} ist es nicht bekannt. Ein Widerspruch widerlegt jede Aussage, um deren Worte es geht.`,
    sentence: 'Was übereinstimmen sollte',
    stated: 'Gesagt',
    seen: 'Gesehen',
    cut: (n) => `${number(n)} weitere Werte`,
    unseen: (reason) => `nicht bekannt (${reason})`,
  },
  ...deMethod,
  ...deTime,
  furniture: {
    run: (id, seq) => `Lauf ${id} · Nummer ${seq}`,
    page: (n, of) => `${n} von ${of}`,
    fingerprint: (short) => `Prüfsumme ${short}`,
    tooLong: '… [gekürzt: zu lang für eine Seite]',
    attachment: 'Der Bericht in maschinenlesbarer Form: alles, was dieses Dokument sagt',
    attachedRows: 'Jeder Befund, einer je Zeile',
    keywords: 'Sicherheit, Nachweise, Aussagen, Anforderungen',
    subject: (id, seq) => `Lauf ${id}, Nummer ${seq}`,
  },
};
