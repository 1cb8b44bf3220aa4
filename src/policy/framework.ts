/** One YAML file -> one framework: a standard's controls, or a public page sentence by sentence. */
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { nearest, Refusal, Refusals } from '../errors.ts';
import type { Framework, Proof, Requirement } from '../model.ts';
import { keysIn, type readText, strictly, type YamlFile } from '../yaml.ts';
import { type ClaimFile, ClaimsFile, ControlsFile, controlsOf, FrameworkFile } from './schema.ts';

export function readFramework(
  yaml: YamlFile,
  path: string,
  checks: ReadonlySet<string>,
  files: { name: string; text: string }[],
  read: typeof readText,
): Framework {
  const kind = (yaml.value as { kind?: unknown } | null)?.kind;
  const schema = kind === 'claims' ? ClaimsFile : kind === 'controls' ? ControlsFile : FrameworkFile;
  const file = strictly(yaml, schema, keysIn(schema), 'POLICY_INVALID');
  const faults: Refusal[] = [];
  const seen = new Set<string>();
  file.requirements.forEach((requirement, index) => {
    const at = (...steps: PropertyKey[]) => yaml.at(['requirements', index, ...steps]);
    if (seen.has(requirement.id)) faults.push(new Refusal('POLICY_INVALID', `the id \`${requirement.id}\` occurs twice`, { at: at('id') }));
    seen.add(requirement.id);
    if (requirement.covers === 'part' && requirement.remainder === undefined) {
      faults.push(
        new Refusal('POLICY_INVALID', `\`${requirement.id}\` covers a part: \`remainder\` must say what no check covers`, {
          at: at('covers'),
        }),
      );
    }
    refuseUnknownChecks(requirement.proof, ['requirements', index, 'proof'], yaml, checks, faults);
  });
  if (file.kind === 'claims') {
    refuseForeignQuotes(file, yaml, readPage(file.page, yaml, path, read), files, faults);
    refuseForeignStates(file, yaml, path, files, faults, read);
  }
  if (faults.length > 0) throw new Refusals(faults);
  const requirements = file.kind === 'claims' ? file.requirements.map(claimOf) : file.requirements;
  return { ...file, id: basename(path).replace(/\.yaml$/, ''), requirements: requirements as readonly Requirement[] } as Framework;
}

/** What is only proposed proves nothing: it stays in the file. */
function claimOf({ proposed: _, also: __, controls, ...claim }: z.infer<typeof ClaimFile>): Requirement {
  const named = controlsOf({ controls });
  const whys = named.flatMap(({ control, why }) => (why === undefined ? [] : [[control, why] as const]));
  return {
    ...claim,
    controls: named.map(({ control }) => control),
    ...(whys.length > 0 && { controlWhys: Object.fromEntries(whys) }),
  } as Requirement;
}

/** A value that the documents do not state cannot be held against anybody. */
function refuseForeignStates(
  { page, requirements }: z.infer<typeof ClaimsFile>,
  yaml: YamlFile,
  path: string,
  files: { name: string; text: string }[],
  faults: Refusal[],
  read: typeof readText,
): void {
  const texts = new Map<string, string>();
  requirements.forEach(({ id, states = {} }, index) => {
    for (const [name, { quote, document = page }] of Object.entries(states)) {
      const at = yaml.at(['requirements', index, 'states', name, 'quote']);
      const text = texts.get(document) ?? readPage(document, yaml, path, read);
      if (!texts.has(document) && document !== page) files.push({ name: join(dirname(yaml.file), document), text });
      texts.set(document, text);
      if (!plain(text, document).includes(folded(quote)))
        faults.push(
          new Refusal('CLAIM_QUOTE_MISSING', `what \`${id}\` states as \`${name}\` does not occur in ${document}`, {
            at,
            hint: 'quote the document word for word, and read the value again',
          }),
        );
    }
  });
}

function refuseUnknownChecks(
  proof: Proof,
  path: readonly PropertyKey[],
  yaml: YamlFile,
  checks: ReadonlySet<string>,
  faults: Refusal[],
): void {
  if ('check' in proof) {
    if (checks.has(proof.check)) return;
    const meant = nearest(proof.check, checks);
    faults.push(
      new Refusal('POLICY_UNKNOWN_CHECK', `no check is called \`${proof.check}\``, {
        at: yaml.at([...path, 'check']),
        hint: meant ? `did you mean \`${meant}\`?` : 'see `claimcheck list checks`',
      }),
    );
  }
  const branch = 'all' in proof ? 'all' : 'any' in proof ? 'any' : undefined;
  if (branch === undefined) return;
  const branches = (proof as Record<string, readonly Proof[]>)[branch] as readonly Proof[];
  for (const [index, inner] of branches.entries()) refuseUnknownChecks(inner, [...path, branch, index], yaml, checks, faults);
}

/** A claim that nobody made cannot be checked: every quote stands in its page, word for word. */
function refuseForeignQuotes(
  file: { page: string; requirements: readonly { id: string; quote: string }[] },
  yaml: YamlFile,
  text: string,
  files: { name: string; text: string }[],
  faults: Refusal[],
): void {
  files.push({ name: join(dirname(yaml.file), file.page), text });
  const page = plain(text, file.page);
  file.requirements.forEach((claim, index) => {
    if (page.includes(folded(claim.quote))) return;
    faults.push(
      new Refusal('CLAIM_QUOTE_MISSING', `the quote of \`${claim.id}\` does not occur in ${file.page}`, {
        at: yaml.at(['requirements', index, 'quote']),
        hint: 'quote the page word for word; line breaks count as spaces',
      }),
    );
  });
}
function readPage(page: string, yaml: YamlFile, path: string, read: typeof readText): string {
  try {
    return read(join(dirname(path), page), join(dirname(yaml.file), page));
  } catch (error) {
    if (error instanceof Refusal)
      throw new Refusal('CONFIG_UNREADABLE', `cannot read the page ${page}`, {
        at: yaml.at(['page']),
        ...(error.hint !== undefined && { hint: error.hint }),
      });
    throw error;
  }
}
/** A first sieve, without a parser: what marks up the words is taken out. `claims lint` reads the page as its readers see it. */
function plain(text: string, name: string): string {
  if (!/\.x?html?$/i.test(name))
    return `${folded(text)}\n${folded(text.replaceAll(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1').replaceAll(/[*_`]+/g, ''))}`;
  const bare = text
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->/gi, ' ')
    .replaceAll(/<\/?(?:a|abbr|b|em|i|mark|q|small|span|strong|sub|sup|time|u)\b[^>]*>/gi, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-f]{1,5});/gi, (_, name: string) => entity(name.toLowerCase()));
  return folded(bare);
}
function entity(name: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return named[name] ?? (code <= 0x10ffff ? String.fromCodePoint(code) : ' ');
}
export function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
