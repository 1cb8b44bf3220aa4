/** How a document tells of its own making in German: who was asked, how, and how to verify it. */
import { grouped } from './grouped.ts';
import type { Pages } from './index.ts';

const number = (value: number): string => grouped(value, '.');
const plural = (value: number, one: string, many: string): string => `${number(value)} ${value === 1 ? one : many}`;

export const deMethod: Pick<Pages, 'scope' | 'method' | 'verify'> = {
  scope: {
    remark: 'Wer befragt wurde. Was nicht in dieser Liste steht, wurde nicht angesehen, und nichts hier ist darüber gesagt.',
    none: 'Es ist keine Quelle eingerichtet.',
    askedAs: (id, detail) => `Gefragt als: ${id} (${detail})`,
    askedAsUnknown: (reason, detail) => `Gefragt als: unbekannt (${reason}). ${detail}`,
    collectors: (list) => `Sammler: ${list}`,
    noCollectors: 'keine',
    subject: 'Befragt',
    identity: 'Kennung beim Anbieter',
    label: 'Bezeichnung',
    kind: 'Art',
    outcome: 'Ausgang',
    asked: 'befragt',
    subjects: (n) => plural(n, 'Befragter', 'Befragte'),
    moreSubjects: (n) => `Und ${plural(n, 'weiterer Befragter', 'weitere Befragte')}, in report.json.`,
    excluded: 'Absichtlich nicht angesehen',
    because: 'Weil',
    moreExcluded: (n) => `Und ${number(n)} weitere Ausnahmen, in report.json.`,
    editionAllowed: (names) => `Mit Namen genannt, weil es der Absender erlaubt hat: ${names}.`,
  },
  method: {
    remark:
      'Anbieter werden über ihre Schnittstellen befragt, mit Anfragen, die nur lesen. Jede Antwort wird aufgezeichnet; ' +
      'Prüfungen werden an den aufgezeichneten Antworten ausgewertet; was nicht beantwortet wurde, ist unbekannt.',
    verdicts: 'Urteile einer Prüfung',
    standings: 'Stand einer Aussage oder Anforderung',
    strengths: 'Stärke der Nachweise, die stärkste zuerst',
    caution:
      'Der Stand einer Anforderung bedeutet, dass diese Nachweise für sie von Belang sind. ' +
      'Er ist kein Zertifikat, und niemand, dem eine Norm gehört, hat ihn angesehen.',
    words: 'Andere Wörter',
    glossary: [
      ['Prüfung', 'ein Satz über eine Art von Ressource, der wahr oder falsch ist'],
      ['Befund', 'was eine Prüfung von einer Ressource sagt'],
      ['Aussage', 'ein Satz einer öffentlichen Seite, Wort für Wort'],
      ['Anforderung', 'eine Forderung einer Norm, für welche die Nachweise von Belang sind'],
      ['Grundgesamtheit', 'alle Ressourcen, von denen eine Prüfung handelt, mit dem Beleg, dass alle gelesen wurden'],
      ['Befragter', 'wer gefragt wird: ein Konto in einer Region, eine Organisation, ein Server'],
      ['Lücke', 'eine Frage, die nicht beantwortet wurde, mit dem Grund'],
      ['Nachweis', 'der Anfang der SHA-256, unter der eine aufgezeichnete Antwort im versiegelten Lauf liegt'],
      ['versiegelter Lauf', 'Antworten, Befunde und Bericht unter einer Liste von Prüfsummen, verkettet mit dem Lauf davor'],
    ],
  },
  verify: {
    attachment:
      'Den Anhang report.json dieser Datei speichern: Ein Betrachter führt ihn unter Anlagen, oder „pdfdetach -saveall report.pdf“.',
    fingerprint: '„sha256sum report.json“ muss die Prüfsumme des Deckblatts ergeben:',
    sealedSame: 'Dieselbe Datei mit derselben Prüfsumme liegt im versiegelten Lauf: danach fragen, wer diesen Bericht übergab.',
    editionDiffers:
      'Diese Ausgabe lässt Namen aus; deshalb hat die report.json des versiegelten Laufs eine andere Prüfsumme. Zahlen, Urteile und Stände sind dieselben.',
    ask: (run, seq) => `Wer diese Datei übergab, hat den versiegelten Lauf ${run} (Nummer ${seq} seiner Kette).`,
    verify:
      '„claimcheck verify“ auf das Schließfach anwenden: Es prüft jede aufgezeichnete Antwort, die Listen der Prüfsummen, die Kette der Läufe und, mit dem ' +
      'öffentlichen Schlüssel des Absenders, die Unterschriften; mit „--report“ auch, dass diese Datei die unterschriebene ist, wo report.sigstore.json dabei liegt.',
    sums: (path) =>
      `Oder ohne claimcheck, im Schließfach: „sha256sum -c ${path}“. Jede aufgezeichnete Antwort, jeder Befund und das Verzeichnis ` +
      'müssen noch die Prüfsumme haben, unter der sie abgelegt wurden. Ohne Unterschrift zeigt das Schäden, aber nicht, dass alles neu geschrieben wurde.',
    again: (run) =>
      `„claimcheck evaluate --run ${run}“ ausführen: Es beurteilt die aufgezeichneten Antworten noch einmal, ohne Netz, und schreibt diesen Bericht neu.`,
    findings: (n, file, inline) =>
      `Jeder Befund (${plural(n, 'Zeile', 'Zeilen')}) steht in ${file} mit den Prüfsummen der Antworten, auf denen er beruht${inline ? ', und in report.json' : '; für report.json sind es zu viele'}.`,
    attachedRows: 'Auch jene Datei liegt dieser hier bei.',
    unattachedRows: 'Sie ist zu groß, um dieser Datei beizuliegen, und liegt im versiegelten Lauf.',
    requests: (sent, kinds, mutating) =>
      `${plural(sent, 'Anfrage wurde', 'Anfragen wurden')} gestellt, von ${plural(kinds, 'Art', 'Arten')}; ${number(mutating)} konnten etwas ändern.`,
    digests: 'Prüfsummen zum Vergleichen',
    policy: 'Regeln',
    config: 'Einrichtung',
    previous: 'Lauf davor',
    first: 'keiner: Dies ist der erste seiner Kette',
    clocks: (ms) => `Die Uhren der Anbieter und der fragenden Maschine weichen um höchstens ${number(ms)} ms voneinander ab.`,
  },
};
