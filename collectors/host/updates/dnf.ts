/** What dnf says of updates that mend a weakness, and of installing them by itself. Red Hat Enterprise Linux and its kin. */
import type { Known } from '../../../src/model.ts';
import { gap, linesOf, odd } from '../client.ts';
import { DNF_ADVISORIES, DNF_AUTOMATIC } from '../queries.ts';
import type { Release } from '../release.ts';

/** `RHSA-2024:1234 Important/Sec. openssl-3.0.7-27.el9.x86_64`; dnf 5: `FEDORA-2025-1a2b security Important curl-8.9.1-3.fc41.x86_64 2025-01-02 …` */
const DNF4 = /^(\S+)\s+\S+\/Sec\.\s+(\S+)$/;
const DNF5 = /^(\S+)\s+security\s+\S+\s+(\S+)(?:\s+\d{4}-\d\d-\d\d.*)?$/;
const HEAD =
  /^(?:Name\s+Type\s+Severity\s+Package\b|Last metadata expiration check:|Updating and loading repositories:|Repositories loaded\.)/;

export function securityAdvisories(text: string, { id }: Release): Known<string[]> {
  const { operation } = DNF_ADVISORIES.call;
  // https://docs.centos.org : CentOS Stream's repositories carry no notices, so that their absence says nothing
  if (id === 'centos') return gap(operation, 'no_results', 'the repositories of CentOS do not say which updates mend a weakness');
  const packages: string[] = [];
  for (const line of linesOf(text)) {
    const found = DNF4.exec(line.trim()) ?? DNF5.exec(line.trim());
    if (found) packages.push(found[2] as string);
    else if (!HEAD.test(line.trim())) return odd(DNF_ADVISORIES.call, line);
  }
  return [...new Set(packages)].sort();
}

/** `apply_updates` under `[commands]`: off unless it says yes. https://dnf.readthedocs.io/en/latest/automatic.html */
export function appliesUpdates(text: string): Known<boolean> {
  let section = '';
  let applies = false;
  for (const line of linesOf(text)) {
    const head = /^\s*\[(\w+)\]\s*$/.exec(line);
    if (head) section = head[1] as string;
    else if (!/^\s*(?:[#;]|\w+\s*=|\s\S)/.test(line)) return odd(DNF_AUTOMATIC.call, line);
    const value = /^\s*apply_updates\s*=\s*(\S+)\s*$/.exec(line)?.[1];
    if (section === 'commands' && value !== undefined) applies = /^(?:yes|true|1|on)$/i.test(value);
  }
  return applies;
}
