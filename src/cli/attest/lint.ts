/** A file against its form: every fault with its place. */
import { basename } from 'node:path';
import { nearest, type Place, Refusal, Refusals } from '../../errors.ts';
import type { Instant, StatementForm } from '../../model.ts';
import { keysIn, parseYaml, readText, strictly } from '../../yaml.ts';
import { forms } from './look.ts';

export function formNamed(name: string, at?: Place): StatementForm {
  const found = forms.find(({ form }) => form.id === name);
  if (found) return found.form;
  const ids = forms.map(({ form }) => form.id);
  const meant = nearest(name, ids);
  throw new Refusal(at ? 'CONFIG_INVALID' : 'USAGE', `no form is called \`${name}\``, {
    ...(at && { at }),
    hint: meant ? `did you mean \`${meant}\`?` : `known: ${ids.join(', ')}`,
  });
}

/** What nobody has filled in yet is called so. */
function filled<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusals)) throw error;
    throw new Refusals(error.all.map((one) => (EMPTY.test(one.message) ? reworded(one) : one)));
  }
}
const EMPTY = /: Invalid input: expected (\w+), received (?:null|undefined)$/;
function reworded({ code, message, at, hint }: Refusal): Refusal {
  const text = message.replace(EMPTY, (_, due: string) => ` is not filled in${due === 'string' ? '' : `; it takes ${DUE[due] ?? due}`}`);
  return new Refusal(code, text, { ...(at && { at }), ...(hint !== undefined && { hint }) });
}
const DUE: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a whole number',
  array: 'a list',
};

/** Throws what is wrong; gives the form that it fits. */
export function lint(path: string, shown: string, now: Instant): StatementForm {
  const yaml = parseYaml(readText(path, shown), shown);
  const type = (yaml.value as { readonly type?: unknown } | null)?.type;
  if (typeof type !== 'string')
    throw new Refusal('CONFIG_INVALID', 'it says no `type`', { at: yaml.at([]), hint: '`claimcheck attest new TYPE` writes a form' });
  const form = formNamed(type, yaml.at(['type']));
  const value = filled(() => strictly(yaml, form.schema, keysIn(form.schema)));
  const faults = form.faults(value, now).map(({ path: at, message }) => {
    const name = at.map(String).join('.');
    return new Refusal('CONFIG_INVALID', `\`${name}\`: ${message}`, { at: yaml.at(at) });
  });
  const stem = basename(path).replace(/\.[a-z]+$/, '');
  if (stem !== form.id && !stem.startsWith(`${form.id}-`) && !stem.startsWith(`${form.id}.`)) {
    const hint = `call it ${form.id}.yaml or ${form.id}-2026.yaml`;
    faults.push(
      new Refusal('CONFIG_INVALID', `its name does not begin with \`${form.id}\`, so nobody would read it`, { at: { file: shown }, hint }),
    );
  }
  if (faults.length > 0) throw new Refusals(faults);
  return form;
}
