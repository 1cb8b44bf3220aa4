/** Files that other tools might have written: a SARIF log of a code scanner and a Trivy report, with their entry in claimcheck.yaml. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '../../model.ts';

export interface Opened {
  readonly drift: readonly [];
  /** Under `sources`, as YAML. */
  readonly entry: string;
  readonly requests: readonly never[];
  close(): Promise<void>;
}
const DAY = 86_400_000;

function sarif(at: Instant): object {
  const rule = (id: string, score: string) => ({
    id,
    shortDescription: { text: `Rule ${id}` },
    properties: { 'security-severity': score },
  });
  const result = (ruleId: string, more: object) => ({
    ruleId,
    message: { text: `${ruleId} was found` },
    locations: [{ physicalLocation: { artifactLocation: { uri: 'src/orders.ts' }, region: { startLine: 12 } } }],
    ...more,
  });
  const driver = {
    name: 'example-scanner',
    semanticVersion: '4.2.0',
    rules: [rule('js/sql-injection', '8.8'), rule('js/weak-random', '2.1')],
  };
  const results = [result('js/sql-injection', { baselineState: 'absent' }), result('js/weak-random', {})];
  return { version: '2.1.0', runs: [{ tool: { driver }, invocations: [{ executionSuccessful: true, endTimeUtc: at }], results }] };
}
function trivy(at: Instant): object {
  const flaw = { VulnerabilityID: 'CVE-2026-0001', PkgName: 'zlib', Title: 'a leak in a tool that is not used', Severity: 'LOW' };
  const settings = { AVDID: 'AVD-DS-0002', Title: 'An image runs as somebody', Severity: 'HIGH', Status: 'PASS' };
  return {
    SchemaVersion: 2,
    CreatedAt: at,
    ArtifactName: 'registry.example.com/shop:1.4.0',
    ArtifactType: 'container_image',
    Trivy: { Version: '0.60.0' },
    Results: [
      { Target: 'shop:1.4.0 (debian 12)', Class: 'os-pkgs', Vulnerabilities: [flaw] },
      { Target: 'Dockerfile', Class: 'config', Misconfigurations: [settings] },
    ],
  };
}

/** In the denied world the tools' jobs broke off: half a file is no file with fewer findings. */
export async function openImport(world: 'clean' | 'drifted' | 'denied', now: () => Instant): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'claimcheck-import-'));
  const at = new Date(Date.parse(now()) - 3 * DAY).toISOString();
  const files = { 'scanner.sarif': sarif(at), 'trivy.json': trivy(at) };
  for (const [name, value] of Object.entries(files)) {
    const text = `${JSON.stringify(value, null, 1)}\n`;
    writeFileSync(join(folder, name), world === 'denied' ? text.slice(0, text.length / 2) : text);
  }
  const paths = Object.keys(files).map((name) => JSON.stringify(join(folder, name)));
  const entry = `type: import
    name: scanners
    files: [${paths.join(', ')}]`;
  return { drift: [], entry, requests: [], close: async () => rmSync(folder, { recursive: true, force: true }) };
}
