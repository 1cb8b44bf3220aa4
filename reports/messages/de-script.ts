/** What the script of the report for the screen says, in German. */
import type { Screen } from './index.ts';

export const deScript: Screen['script'] = {
  language: 'de-DE',
  lists: {
    claims: {
      all: { one: '{n} Aussage', other: '{n} Aussagen' },
      some: { one: '{shown} von {n} Aussage', other: '{shown} von {n} Aussagen' },
    },
    controls: {
      all: { one: '{n} Anforderung', other: '{n} Anforderungen' },
      some: { one: '{shown} von {n} Anforderung', other: '{shown} von {n} Anforderungen' },
    },
    checks: {
      all: { one: '{n} Prüfung', other: '{n} Prüfungen' },
      some: { one: '{shown} von {n} Prüfung', other: '{shown} von {n} Prüfungen' },
    },
    findings: {
      all: { one: '{n} Befund', other: '{n} Befunde' },
      some: { one: '{shown} von {n} Befund', other: '{shown} von {n} Befunden' },
    },
    evidence: {
      all: { one: '{n} Nachweis', other: '{n} Nachweise' },
      some: { one: '{shown} von {n} Nachweis', other: '{shown} von {n} Nachweisen' },
    },
  },
  pages: '{from} bis {to} von {total}',
  showAll: 'Alle zeigen',
  cleared: 'Der Filter wurde aufgehoben, um es zu zeigen.',
  nothing: 'Auf dieser Seite heißt nichts {id}.',
  severity: { critical: 'kritisch', high: 'hoch', medium: 'mittel', low: 'niedrig', info: 'Hinweis' },
  finding: {
    resource: 'Ressource',
    where: 'Wo',
    expected: 'Erwartet',
    found: 'Gefunden',
    observed: 'Gesehen',
    notRecorded: 'nichts aufgezeichnet',
    waiver: 'Duldung',
    toDo: 'Was zu tun ist',
    evidence: 'Nachweise',
    none: 'keine',
    link: 'Verweis auf diesen Befund',
  },
  evidence: {
    rests: { one: '{n} Befund beruht darauf', other: '{n} Befunde beruhen darauf' },
    none: 'kein Befund auf dieser Seite beruht darauf',
    only: 'Nur Befunde, die auf {digest} beruhen',
  },
};
