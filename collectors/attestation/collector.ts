/** From a form to its collector: one resource, which is the statement that stands, or every reason why none does. */
import { z } from 'zod';
import { defineCollector, isUnknown, known, unknown } from '../../src/kit.ts';
import type { Ask, Collector, Context, Known, Unknown } from '../../src/model.ts';
import { CALLS } from './calls.ts';
import { digestOf, type Files, type Folder, fileOf, filesOf, type Signing, signingOf } from './client.ts';
import { formOf, NAMESPACE } from './config.ts';
import { endOf, type FormSpec, flawsOf, instants, type Statement, startOf, statementOf } from './form.ts';
import { pathsIn } from './read.ts';
import { missing, type Read, type Stands, standing } from './standing.ts';
import { template } from './template.ts';
import { type Voucher, vouching } from './vouch.ts';

export interface Raw {
  readonly files: Files;
  readonly signing: Known<Signing>;
  readonly read: readonly Read[];
}
interface Options<Facts extends z.ZodRawShape> {
  /** Nobody has to state this: where there is no file, there is nothing to judge. */
  readonly optional?: true;
  /** What it says of things that others show. */
  readonly vouches?: readonly Voucher<Facts>[];
}

const COMMON = {
  file: known(z.string()).describe('The file that states it; the newest approval of its form stands'),
  statement: known(z.string()).describe('`statement`: what is stated, in the words of who signed'),
  owner: known(z.string()).describe('`owner`: who answers for the matter'),
  signedBy: known(z.string()).describe(
    '`signedBy`: name and role, as stated; the signature is by a key that the allowed signers give to this person',
  ),
  key: known(z.string()).describe('Fingerprint of the key that signed'),
  approvedAt: known(z.string()).describe('`approvedAt`; a day begins at midnight UTC'),
  validUntil: known(z.string()).describe('`validUntil`; a day stands until it ends, UTC'),
  unseen: known(z.array(z.string())).describe(
    'Documents that are kept elsewhere: nobody compared them with the digests that were signed for',
  ),
};

export function formed<Facts extends z.ZodRawShape>(
  spec: FormSpec<Facts>,
  { optional, vouches = [] }: Options<Facts> = {},
): Collector<Folder, Raw> {
  const { id, title, days } = spec;
  const schema = statementOf(spec);
  const facts = Object.fromEntries(
    Object.entries(spec.facts).map(([name, fact]) => [name, known(fact as z.ZodType).describe((fact as z.ZodType).description ?? name)]),
  );
  return {
    ...defineCollector<Folder, Raw, { id: string; name: string }>({
      id: `attestation/${id}`,
      title: `Attestation: ${title}`,
      scope: 'folder',
      calls: CALLS,
      freshFor: 'P1D',
      resource: z.object({ id: z.string(), name: z.string(), ...COMMON, ...facts }) as unknown as z.ZodType<{ id: string; name: string }>,
      fetch: (client, ask) => fetched(client, ask, spec.id, schema, optional === true),
      normalise: ({ read, signing }, { now }: Context) => {
        const nobody = missing(`no file ${id}*.yaml: nobody has stated this`);
        const found = read.length === 0 ? nobody : standing(read, signing, { schema, now: Date.parse(now) });
        return { id, ...resourceOf(title, found, Object.keys(facts)) };
      },
    }),
    form: {
      id,
      title,
      days,
      schema,
      namespace: NAMESPACE,
      template: () => template(spec, schema),
      faults: (value, now) => [...flawsOf(value as Statement, days, Date.parse(now))],
    },
    ...(vouches.length > 0 && { vouches: vouches.map((voucher) => vouching(voucher, spec)) }),
  };
}

async function* fetched(client: Folder, ask: Ask, id: string, schema: z.ZodType, optional: boolean): AsyncIterable<Raw> {
  const files = await filesOf(client, ask);
  if (isUnknown(files)) return ask.incomplete(files.$unknown);
  const names = files.files.filter((name) => formOf(name) === id);
  ask.proof(`${names.length} of the ${files.files.length} files in the folder ${names.length === 1 ? 'is' : 'are'} of this form`);
  if (names.length === 0 && optional) return;
  const signing = await signingOf(client, ask);
  const read = await Promise.all(
    names.map(async (name): Promise<Read> => {
      const file = await fileOf(client, ask, name);
      const paths = isUnknown(file) ? [] : pathsIn(file.text, schema);
      return { name, file, documents: await Promise.all(paths.map((path) => digestOf(client, ask, path))) };
    }),
  );
  yield { files, signing, read };
}

function resourceOf(title: string, found: Known<Stands>, facts: readonly string[]) {
  if (isUnknown(found)) return { name: title, ...each([...Object.keys(COMMON), ...facts], found) };
  const { file, fingerprint, unseen, statement } = found;
  const signedBy = `${statement.signedBy.name}, ${statement.signedBy.role}`;
  return {
    name: `${title}, signed by ${signedBy}${unseenIn(unseen)}`,
    file,
    statement: statement.statement,
    owner: statement.owner,
    signedBy,
    key: fingerprint,
    approvedAt: startOf(statement.approvedAt),
    validUntil: endOf(statement.validUntil),
    unseen,
    ...(instants(statement.facts) as object),
  };
}
/** What a finding has to say of itself wherever it is printed. */
function unseenIn(documents: readonly string[]): string {
  if (documents.length === 0) return '';
  return documents.length === 1 ? ' (a document was not seen)' : ` (${documents.length} documents were not seen)`;
}
function each(names: readonly string[], { $unknown }: Unknown) {
  return Object.fromEntries(names.map((name) => [name, unknown($unknown)]));
}
