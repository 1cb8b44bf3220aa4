/** How a document tells of its own making: who was asked, how, and how to verify it. */
import { number, plural } from '../text.ts';

export const enMethod = {
  scope: {
    remark: 'Who was asked. What is not in this list was not looked at, and nothing here is said of it.',
    none: 'No source is configured.',
    askedAs: (id: string, detail: string) => `Asked as: ${id} (${detail})`,
    askedAsUnknown: (reason: string, detail: string) => `Asked as: unknown (${reason}). ${detail}`,
    collectors: (list: string) => `Collectors: ${list}`,
    noCollectors: 'none',
    subject: 'Subject',
    identity: 'Provider’s identity',
    label: 'Label',
    kind: 'Kind',
    outcome: 'Outcome',
    asked: 'asked',
    subjects: (n: number) => plural(n, 'subject'),
    moreSubjects: (n: number) => `And ${plural(n, 'subject')} more, in report.json.`,
    excluded: 'Deliberately not looked at',
    because: 'Because',
    moreExcluded: (n: number) => `And ${number(n)} more exclusions, in report.json.`,
    editionAllowed: (names: string) => `Shown by name, since the sender allowed it: ${names}.`,
  },
  method: {
    remark:
      'Providers are asked through their interfaces, with requests that only read. Every answer is recorded; ' +
      'checks are evaluated on the recorded answers; what was not answered is unknown.',
    verdicts: 'Verdicts of a check',
    standings: 'Standings of a claim or control',
    strengths: 'Strength of the evidence, strongest first',
    caution:
      'The standing of a control means that this evidence is relevant to the control. ' +
      'It is not a certificate, and no standard’s owner has looked at it.',
    words: 'Other words',
    glossary: [
      ['check', 'a sentence about one kind of resource that is true or false'],
      ['finding', 'what a check says of one resource'],
      ['claim', 'a sentence of a public page, word by word'],
      ['control', 'a requirement of a standard to which the evidence is relevant'],
      ['population', 'all resources that a check is about, with the receipt that they were all read'],
      ['subject', 'somebody who is asked: an account in a region, an organisation, a server'],
      ['gap', 'a question that was not answered, with the reason'],
      ['evidence id', 'the beginning of the SHA-256 under which a recorded answer is kept in the sealed run'],
      ['sealed run', 'answers, findings and report under one list of checksums, chained to the run before'],
    ] as readonly (readonly [string, string])[],
  },
  verify: {
    attachment: 'Save the attachment report.json of this file: a viewer lists it under attachments, or “pdfdetach -saveall report.pdf”.',
    fingerprint: '“sha256sum report.json” must give the fingerprint of the cover:',
    sealedSame: 'The same file with the same fingerprint is in the sealed run: ask whoever gave you this for it.',
    editionDiffers:
      'This edition leaves names out, so the report.json of the sealed run has another fingerprint; counts, verdicts and standings are the same.',
    ask: (run: string, seq: number) => `Ask whoever gave you this file for the sealed run ${run} (number ${seq} of its chain).`,
    verify:
      'Run “claimcheck verify” on the locker: it checks every recorded answer, the lists of checksums, the chain of runs and, with the ' +
      'sender’s public key, the signatures; with “--report” also that this file is the one that was signed, where report.sigstore.json lies beside it.',
    sums: (path: string) =>
      `Or without claimcheck, in the locker: “sha256sum -c ${path}”. Every recorded answer, finding and the manifest ` +
      'must still have the digest under which it was kept. Without a signature this shows damage, not a rewriting of the whole locker.',
    again: (run: string) =>
      `Run “claimcheck evaluate --run ${run}”: it judges the recorded answers again, offline, and writes this report anew.`,
    findings: (n: number, file: string, inline: boolean) =>
      `Every finding (${plural(n, 'row')}) stands in ${file} with the digests of the answers it rests on${inline ? ', and in report.json' : '; there are too many for report.json'}.`,
    attachedRows: 'That file is attached to this one as well.',
    unattachedRows: 'It is too large to be attached to this file, and lies in the sealed run.',
    requests: (sent: number, kinds: number, mutating: number) =>
      `${plural(sent, 'request')} ${sent === 1 ? 'was' : 'were'} made, of ${plural(kinds, 'kind')}; ${mutating} could change anything.`,
    digests: 'Digests to compare',
    policy: 'Policy',
    config: 'Configuration',
    previous: 'Run before',
    first: 'none: this is the first of its chain',
    clocks: (ms: number) => `The clocks of the providers and of the machine that asked differ by ${number(ms)} ms at most.`,
  },
};
