/** The embedded estate: simulated AWS, GitHub, Hetzner, SonarQube, PostgreSQL, a machine, a website and public endpoints on loopback, in one of three worlds. What asks it does not know that it is simulated. */
import type { Instant } from '../model.ts';

export const WORLDS = ['clean', 'drifted', 'denied'] as const;
export type WorldName = (typeof WORLDS)[number];
/** A planted violation: which check must fail, and on what. */
export interface Drift {
  readonly check: string;
  readonly resource: string;
  readonly what: string;
}
export interface EstateOptions {
  readonly world: WorldName;
  /** Ages in the worlds count back from here. */
  readonly now: () => Instant;
  /** Added to every answer, in ms. */
  readonly latencyMs?: number;
}
export interface Estate {
  /** Credentials that open this estate and nothing else. */
  readonly env: Readonly<Record<string, string>>;
  /** Complete: a check that is not named here must not fail. */
  readonly drift: readonly Drift[];
  /** A claimcheck.yaml that asks this estate; `claims` are paths as they shall stand in it. */
  yaml(claims: readonly string[]): string;
  /** Requests that arrived so far. */
  requests(): number;
  close(): Promise<void>;
}

/** AWS's own documentation example: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html */
const ENV = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  DEMO_GITHUB_TOKEN: 'demo-github-token-that-opens-nothing',
  DEMO_GITHUB_ENTERPRISE_TOKEN: 'demo-enterprise-token-that-opens-nothing',
  DEMO_SONAR_TOKEN: 'demo-sonarqube-token-that-opens-nothing',
  DEMO_HCLOUD_TOKEN: 'demo-hetzner-token-that-opens-nothing',
};

/** One simulated system, and what claimcheck.yaml says of it. */
interface Simulated {
  readonly drift: readonly Drift[];
  /** What this estate declares about itself, by check. */
  readonly params?: object;
  /** What opens it, where that is made anew for each process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Its entry under `sources`, as YAML. */
  readonly entry: string;
  readonly requests: readonly unknown[];
  close(): Promise<void>;
}
type Options = Omit<EstateOptions, 'world'>;
const SYSTEMS: readonly ((name: WorldName, options: Options) => Promise<Simulated>)[] = [
  openAws,
  openGithub,
  openHetzner,
  openSonar,
  openEndpoint,
  openPostgres,
  openMysql,
  openMachine,
  openStatements,
  openOthers,
  openPublished,
];

export async function openEstate({ world, now, latencyMs }: EstateOptions): Promise<Estate> {
  const options = { now, ...(latencyMs !== undefined && { latencyMs }) };
  const systems = await Promise.all(SYSTEMS.map((open) => open(world, options)));
  return {
    env: { ...ENV, ...Object.assign({}, ...systems.map(({ env }) => env)) },
    drift: world === 'drifted' ? systems.flatMap(({ drift }) => drift) : [],
    yaml: (claims) => yaml(systems, claims, now()),
    requests: () => systems.reduce((sum, { requests }) => sum + requests.length, 0),
    close: async () => void (await Promise.all(systems.map((system) => system.close()))),
  };
}

async function openAws(name: WorldName, options: Options): Promise<Simulated> {
  const { startAws } = await import('./aws/server.ts');
  const { clean } = await import('./aws/worlds/clean.ts');
  const { drifted, drift } = await import('./aws/worlds/drifted.ts');
  const { denied } = await import('./aws/worlds/denied.ts');
  const { params } = await import('./aws/params.ts');
  const server = await startAws({ world: { clean, drifted, denied }[name], ...options });
  const entry = `type: aws
    name: production
    regions: [eu-central-1, us-east-1]
    endpoint: ${server.url}`;
  return { drift, params, entry, ...server };
}
async function openGithub(name: WorldName, options: Options): Promise<Simulated> {
  const { startGithub } = await import('./github/server.ts');
  const { clean, paramsAt, policies } = await import('./github/worlds/clean.ts');
  const { drifted, drift } = await import('./github/worlds/drifted.ts');
  const { denied } = await import('./github/worlds/denied.ts');
  const { privateKey, publicKey } = await keyOfTheApp();
  const server = await startGithub({ world: { clean, drifted, denied }[name], app: { ...APP, publicKey }, ...options });
  const entry = `type: github
    organization: ${clean.organization.login}
    app: { id: ${APP.id}, installation: ${APP.installation}, privateKey: { env: DEMO_GITHUB_APP_KEY } }
    enterprise: { slug: example-enterprise, token: { env: DEMO_GITHUB_ENTERPRISE_TOKEN } }
    policies:${policies.map((one) => `\n      - ${JSON.stringify(one)}`).join('')}
    baseUrl: ${server.url}`;
  return { drift, params: paramsAt(options.now()), env: { DEMO_GITHUB_APP_KEY: privateKey }, entry, ...server };
}
/** A GitHub App, as it alone is shown everything. Its key opens this estate and nothing else; one is enough for a process. */
const APP = { id: 12345, installation: 67890 };
let key: { readonly privateKey: string; readonly publicKey: string } | undefined;
async function keyOfTheApp(): Promise<NonNullable<typeof key>> {
  const { generateKeyPairSync } = await import('node:crypto');
  const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;
  key ??= generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding, privateKeyEncoding });
  return key;
}
async function openHetzner(name: WorldName, options: Options): Promise<Simulated> {
  const { startHetzner } = await import('./hetzner/server.ts');
  const { clean } = await import('./hetzner/worlds/clean.ts');
  const { drifted, drift } = await import('./hetzner/worlds/drifted.ts');
  const { denied } = await import('./hetzner/worlds/denied.ts');
  const { params } = await import('./hetzner/params.ts');
  const server = await startHetzner({ world: { clean, drifted, denied }[name], ...options });
  const entry = `type: hetzner
    project: production
    token: { env: DEMO_HCLOUD_TOKEN }
    baseUrl: ${server.url}`;
  return { drift, params, entry, ...server };
}
async function openSonar(name: WorldName, options: Options): Promise<Simulated> {
  const { startSonar } = await import('./sonarqube/server.ts');
  const { clean } = await import('./sonarqube/worlds/clean.ts');
  const { drifted, drift } = await import('./sonarqube/worlds/drifted.ts');
  const { denied } = await import('./sonarqube/worlds/denied.ts');
  const server = await startSonar({ world: { clean, drifted, denied }[name], ...options });
  const repositories = clean.projects.map(({ repository, key }) => `\n      ${repository}: ${key}`).join('');
  const entry = `type: sonarqube
    name: code-quality
    baseUrl: ${server.url}
    token: { env: DEMO_SONAR_TOKEN }
    repositories:${repositories}
    github: { token: { env: DEMO_GITHUB_TOKEN }, baseUrl: ${server.url} }`;
  // what GitHub no longer protects, nobody holds to SonarQube either
  const lost = (await import('./github/worlds/drifted.ts')).unwatched.map((resource) => ({
    check: 'sonar.gate.required-before-merge',
    resource,
    what: 'merges no longer wait for SonarQube',
  }));
  return { drift: [...drift, ...lost], entry, ...server };
}
async function openEndpoint(name: WorldName, options: Options): Promise<Simulated> {
  const { startEndpoint } = await import('./endpoint/server.ts');
  const { worlds } = await import('./endpoint/world.ts');
  const server = await startEndpoint({ world: worlds[name], ...options });
  const lines = Object.entries(server.config).map(([key, value]) => `\n    ${key}: ${JSON.stringify(value)}`);
  return { ...server, entry: `type: endpoint${lines.join('')}` };
}

async function openPostgres(name: WorldName, options: Options): Promise<Simulated> {
  const { startPostgres } = await import('./postgres/server.ts');
  const { clean, drifted, denied, drift, declared } = await import('./postgres/worlds.ts');
  const server = await startPostgres({ world: { clean, drifted, denied }[name], ...options });
  const { database, applicationRoles, passwordColumns, rowSecurity, walArchive, replicated } = declared;
  const entry = `type: postgres
    name: shop-db
    host: 127.0.0.1
    port: ${server.port}
    tls: off
    user: claimcheck
    database: ${database}
    applicationRoles: ${JSON.stringify(applicationRoles)}
    passwordColumns: ${JSON.stringify(passwordColumns)}
    rowSecurity: ${JSON.stringify(rowSecurity)}
    walArchive: ${walArchive}
    replicated: ${replicated}`;
  return { drift, entry, ...server };
}

async function openMysql(name: WorldName, { latencyMs }: Options): Promise<Simulated> {
  const { startMysql } = await import('./mysql/server.ts');
  const { worlds, declared } = await import('./mysql/worlds.ts');
  const server = await startMysql({ world: worlds[name], ...(latencyMs !== undefined && { latencyMs }) });
  const entry = `type: mysql
    name: blog-db
    host: 127.0.0.1
    port: ${server.port}
    tls: off
    user: claimcheck
    passwordColumns: ${JSON.stringify(declared.passwordColumns)}`;
  return { drift: [], entry, ...server };
}

/** It is not reached but read where it stands: a folder of commands. */
async function openMachine(name: WorldName, { now }: Options): Promise<Simulated> {
  const { openHost } = await import('./host/open.ts');
  return openHost(name, now);
}

/** Nobody answers for it but the person who signed. */
async function openStatements(name: WorldName, { now }: Options): Promise<Simulated> {
  const { openAttestations } = await import('./attestation/open.ts');
  return openAttestations(name, now);
}

/** What other tools left behind. */
async function openOthers(name: WorldName, { now }: Options): Promise<Simulated> {
  const { openImport } = await import('./import/open.ts');
  return { env: {}, ...(await openImport(name, now)) };
}

/** What everybody can read. */
async function openPublished(world: WorldName, options: Options): Promise<Simulated> {
  const { openWebsite } = await import('./statement/open.ts');
  return openWebsite({ world, ...options });
}

/** GitHub remembers for a month who was let past a rule: a longer period could not be seen. */
const PERIOD_DAYS = 26;

function yaml(systems: readonly Simulated[], claims: readonly string[], now: Instant): string {
  const from = new Date(Date.parse(now) - PERIOD_DAYS * 86_400_000).toISOString();
  const params = systems.flatMap((system) => Object.entries(system.params ?? {}));
  return `# Written by \`claimcheck demo\`: the estate that it simulated. Its addresses answered while the demo ran.
sources:
${systems.map(({ entry }) => `  - ${entry}`).join('\n')}
claims:${claims.length === 0 ? ' []' : claims.map((path) => `\n  - ${JSON.stringify(path)}`).join('')}
frameworks: [nist-csf-2.0, nist-800-53-r5, iso-27001-2022]
params:
${params.map(([check, values]) => `  ${check}: ${JSON.stringify(values)}`).join('\n')}
period: { from: ${from.slice(0, 10)}, to: ${now.slice(0, 10)} }
locker: ./locker
`;
}
