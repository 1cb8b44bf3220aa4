/** What GitHub looks for, and what it found: https://docs.github.com/en/rest/code-scanning, /secret-scanning and /dependabot */
import { ago, GithubRefusal, isOwner, notFound, repositoryOf, type Visit } from '../../answers/visit.ts';
import { NO_CONTENT } from '../part.ts';
import { base, forAdmins, here, sha } from './files.ts';

type Json = Record<string, unknown>;

function licensed(visit: Visit) {
  const { scanning } = here(visit);
  if (scanning.setup === 'unlicensed')
    throw new GithubRefusal(403, 'Advanced Security must be enabled for this repository to use code scanning.');
  return scanning;
}
export function defaultSetup(visit: Visit): Json {
  forAdmins(visit);
  const { setup } = licensed(visit);
  const on = setup === 'configured';
  return {
    state: setup,
    languages: ['javascript-typescript'],
    query_suite: 'default',
    threat_model: 'remote',
    updated_at: on ? ago(visit, 90) : null,
    schedule: on ? 'weekly' : null,
  };
}
/** Newest first, as asked. */
export function analyses(visit: Visit): Json[] {
  const { analyses: all } = licensed(visit);
  if (all === null) throw new GithubRefusal(404, 'no analysis found');
  const { defaultBranch, name } = repositoryOf(visit);
  const ref = `refs/heads/${defaultBranch}`;
  if ((visit.query.get('ref') ?? ref) !== ref) return [];
  return [...all]
    .sort((a, b) => a.age - b.age)
    .map(({ age, error }, at) => ({
      ref,
      commit_sha: sha(`${name}/${age}`),
      analysis_key: '.github/workflows/scan.yml:analyze',
      environment: '{}',
      category: 'scan',
      error,
      created_at: ago(visit, age),
      results_count: 0,
      rules_count: 90,
      id: 4000 + at,
      url: `${base(visit)}/code-scanning/analyses/${4000 + at}`,
      sarif_id: sha(`${name}/${age}/sarif`),
      tool: { name: 'CodeQL', version: '2.20.1', guid: null },
      deletable: false,
      warning: '',
    }));
}
export function scanningAlerts(visit: Visit): Json[] {
  const { alerts, analyses: ran } = licensed(visit);
  if (ran === null) throw new GithubRefusal(404, 'no analysis found');
  const state = visit.query.get('state');
  return alerts
    .filter((one) => state === null || one.state === state)
    .map(({ number, age, severity, state: is, reason }) => ({
      number,
      created_at: ago(visit, age),
      updated_at: ago(visit, age),
      url: `${base(visit)}/code-scanning/alerts/${number}`,
      html_url: `https://github.com/security/code-scanning/${number}`,
      state: is,
      fixed_at: is === 'fixed' ? ago(visit, 1) : null,
      dismissed_by: null,
      dismissed_at: is === 'dismissed' ? ago(visit, 1) : null,
      dismissed_reason: reason,
      dismissed_comment: null,
      rule: { id: 'js/sql-injection', name: 'js/sql-injection', severity: 'error', description: 'SQL', security_severity_level: severity },
      tool: { name: 'CodeQL', version: '2.20.1', guid: null },
      most_recent_instance: { ref: `refs/heads/${repositoryOf(visit).defaultBranch}`, state: is === 'open' ? 'open' : is },
      instances_url: `${base(visit)}/code-scanning/alerts/${number}/instances`,
    }));
}

/** With the secret itself, unless it is asked to be hidden. */
export function secretAlerts(visit: Visit): Json[] {
  const repo = repositoryOf(visit);
  if (!isOwner(visit)) throw notFound();
  if (!repo.secretScanning) throw new GithubRefusal(404, 'Secret scanning is disabled on this repository.');
  const hidden = visit.query.get('hide_secret') === 'true';
  return here(visit).secretAlerts.map(({ number, age, type, validity }) => ({
    number,
    created_at: ago(visit, age),
    updated_at: ago(visit, age),
    url: `${base(visit)}/secret-scanning/alerts/${number}`,
    html_url: `https://github.com/security/secret-scanning/${number}`,
    locations_url: `${base(visit)}/secret-scanning/alerts/${number}/locations`,
    state: 'open',
    resolution: null,
    resolved_at: null,
    resolved_by: null,
    resolution_comment: null,
    secret_type: type,
    secret_type_display_name: type,
    ...(!hidden && { secret: `leaked-${sha(`${repo.name}/${number}`)}` }),
    validity,
    push_protection_bypassed: false,
    push_protection_bypassed_by: null,
    push_protection_bypassed_at: null,
    publicly_leaked: false,
    multi_repo: false,
  }));
}

/** GitHub's only answer without a body: https://docs.github.com/en/rest/repos/repos#check-if-vulnerability-alerts-are-enabled-for-a-repository */
export function vulnerabilityAlerts(visit: Visit): object {
  forAdmins(visit);
  if (!here(visit).dependabot.alerts) throw new GithubRefusal(404, 'Vulnerability alerts are disabled.');
  return NO_CONTENT;
}
export function securityFixes(visit: Visit): Json {
  forAdmins(visit);
  const { alerts, fixes } = here(visit).dependabot;
  if (!alerts) throw notFound();
  return { enabled: fixes !== 'disabled', paused: fixes === 'paused' };
}
export function dependabotAlerts(visit: Visit): Json[] {
  repositoryOf(visit);
  if (!isOwner(visit)) throw new GithubRefusal(403, 'You are not authorized to perform this operation.');
  const { alerts, open } = here(visit).dependabot;
  if (!alerts) throw new GithubRefusal(403, 'Dependabot alerts are disabled for this repository.');
  const wanted = visit.query.get('severity')?.split(',');
  return open
    .filter(({ severity }) => !wanted || wanted.includes(severity))
    .map(({ number, age, package: name, severity, scope, patched }) => {
      const vulnerability = {
        package: { ecosystem: 'npm', name },
        severity,
        vulnerable_version_range: '< 2.0.0',
        first_patched_version: patched ? { identifier: '2.0.0' } : null,
      };
      return {
        number,
        state: 'open',
        dependency: { package: { ecosystem: 'npm', name }, manifest_path: 'package-lock.json', scope, relationship: 'direct' },
        security_advisory: advisory(visit, number, vulnerability),
        security_vulnerability: vulnerability,
        url: `${base(visit)}/dependabot/alerts/${number}`,
        html_url: `https://github.com/security/dependabot/${number}`,
        created_at: ago(visit, age),
        updated_at: ago(visit, age),
        dismissed_at: null,
        dismissed_by: null,
        dismissed_reason: null,
        dismissed_comment: null,
        fixed_at: null,
      };
    });
}
function advisory(visit: Visit, number: number, vulnerability: { readonly severity: string }): Json {
  return {
    ghsa_id: `GHSA-xxxx-xxxx-${String(number).padStart(4, '0')}`,
    cve_id: null,
    summary: 'An example',
    description: 'An example of a weakness.',
    severity: vulnerability.severity,
    vulnerabilities: [vulnerability],
    cvss: { vector_string: null, score: 0 },
    cwes: [],
    identifiers: [],
    references: [],
    published_at: ago(visit, 100),
    updated_at: ago(visit, 100),
    withdrawn_at: null,
  };
}

export const privateReporting = (visit: Visit): Json => ({ enabled: here(visit).privateReporting });

export function sbom(visit: Visit): Json {
  const { packages, emptyBill } = here(visit);
  const name = `com.github.${visit.world.organization.login}/${repositoryOf(visit).name}`;
  const one = (called: string) => ({
    SPDXID: `SPDXRef-${sha(called).slice(0, 12)}`,
    name: called,
    versionInfo: '1.0.0',
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
  });
  const all = emptyBill ? [] : [name, ...Array.from({ length: packages }, (_, at) => `npm:example-${at}`)];
  return {
    sbom: {
      SPDXID: 'SPDXRef-DOCUMENT',
      spdxVersion: 'SPDX-2.3',
      creationInfo: { created: ago(visit, 0), creators: ['Tool: GitHub.com-Dependency-Graph'] },
      name,
      dataLicense: 'CC0-1.0',
      documentNamespace: `https://spdx.org/spdxdocs/protobom/${sha(name)}`,
      packages: all.map(one),
      relationships: [],
    },
  };
}
