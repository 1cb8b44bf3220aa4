/** What the script of the report for the screen says, in English: the page carries these along as data. */
export const enScript = {
  language: 'en-GB',
  /** How many are shown, of how many. */
  lists: {
    claims: { all: { one: '{n} claim', other: '{n} claims' }, some: { one: '{shown} of {n} claim', other: '{shown} of {n} claims' } },
    controls: {
      all: { one: '{n} control', other: '{n} controls' },
      some: { one: '{shown} of {n} control', other: '{shown} of {n} controls' },
    },
    checks: { all: { one: '{n} check', other: '{n} checks' }, some: { one: '{shown} of {n} check', other: '{shown} of {n} checks' } },
    findings: {
      all: { one: '{n} finding', other: '{n} findings' },
      some: { one: '{shown} of {n} finding', other: '{shown} of {n} findings' },
    },
    evidence: {
      all: { one: '{n} piece of evidence', other: '{n} pieces of evidence' },
      some: { one: '{shown} of {n} piece of evidence', other: '{shown} of {n} pieces of evidence' },
    },
  },
  pages: '{from} to {to} of {total}',
  showAll: 'Show all',
  cleared: 'The filter was cleared to show it.',
  nothing: 'There is nothing called {id} in this page.',
  severity: { critical: 'critical', high: 'high', medium: 'medium', low: 'low', info: 'info' },
  finding: {
    resource: 'Resource',
    where: 'Where',
    expected: 'Expected',
    found: 'Found',
    observed: 'Observed',
    notRecorded: 'nothing recorded',
    waiver: 'Waiver',
    toDo: 'What to do',
    evidence: 'Evidence',
    none: 'none',
    link: 'Link to this finding',
  },
  evidence: {
    rests: { one: '{n} finding rests on it', other: '{n} findings rest on it' },
    none: 'no finding in this page rests on it',
    only: 'Only findings that rest on {digest}',
  },
};
