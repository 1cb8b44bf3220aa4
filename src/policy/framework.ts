/** One YAML file -> one framework: a standard's controls, or a public page sentence by sentence. */
import { basename, dirname, join } from 'node:path';
import { nearest, Refusal, Refusals } from '../errors.ts';
import type { Framework, Proof, Requirement } from '../model.ts';
import { keysIn, type readText, strictly, type YamlFile } from '../yaml.ts';
import { ClaimsFile, ControlsFile, FrameworkFile } from './schema.ts';

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
  if (file.kind === 'claims') refuseForeignQuotes(file, yaml, readPage(file.page, yaml, path, read), files, faults);
  if (faults.length > 0) throw new Refusals(faults);
  return { ...file, id: basename(path).replace(/\.yaml$/, ''), requirements: file.requirements as readonly Requirement[] } as Framework;
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
  const page = folded(text);
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
export function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
