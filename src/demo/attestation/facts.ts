/** What the people of the simulated company state, form by form. `day(n)` is the day n days before the run. */
type Day = (ago: number) => string;
type Facts = Readonly<Record<string, (day: Day) => object>>;

const person = (role: string, name: string) => ({ role, person: name });
const governance: Facts = {
  'isms-policies': (day) => ({
    policies: ['Information security', 'Access control', 'Backup and recovery', 'Supplier security'].map((name, index) => ({
      name,
      owner: 'Head of security',
      version: `${index + 2}.0`,
      approvedAt: day(70 + index),
    })),
  }),
  'management-review': (day) => ({
    heldAt: day(55),
    attendees: ['Managing director', 'CTO', 'Head of security'],
    topics: ['Risks', 'Incidents', 'Goals of the year'],
    actions: [{ what: 'Second person for the on-call rota at weekends', owner: 'CTO', dueAt: day(-60) }],
  }),
  'iso27001-status': (day) => ({
    status: 'gap-analysis',
    certificate: null,
    roadmap: [{ step: 'Audit of stage 1', dueAt: day(-200) }],
  }),
  'internal-review': (day) => ({
    reviewedAt: day(48),
    reviewer: 'An engineer of another team',
    scope: ['Access', 'Backups', 'Change management'],
    findings: [{ id: 'IR-3', severity: 'medium', owner: 'CTO', state: 'open', dueAt: day(-30) }],
  }),
  'external-audit': (day) => ({
    auditor: 'Example Audit GmbH',
    standard: 'ISO/IEC 27001:2022, gap analysis',
    scope: 'The whole company',
    reportedAt: day(120),
    expiresAt: day(-245),
  }),
  'nist-csf-profile': (day) => ({
    csfVersion: '2.0',
    profiledAt: day(62),
    functions: ['GV', 'ID', 'PR', 'DE', 'RS', 'RC'].map((id) => ({ id, current: 'Tier 2', target: 'Tier 3' })),
  }),
  'supplier-register': (day) => ({
    suppliers: ['AWS', 'Hetzner', 'GitHub', 'SonarSource'].map((name, index) => ({
      name,
      critical: index < 3,
      owner: 'CTO',
      assessedAt: day(66),
      certificates: ['ISO/IEC 27001:2022'],
      exit: 'Described in the recovery plan',
    })),
  }),
  'supplier-certificates': (day) => ({
    certificates: ['AWS', 'Hetzner', 'GitHub', 'SonarSource'].map((supplier) => ({
      supplier,
      standard: 'ISO/IEC 27001:2022',
      scope: 'The services that we use',
      expiresAt: day(-400),
      document: `${supplier}, certificate ISO/IEC 27001`,
    })),
  }),
};

const privacy: Facts = {
  'gdpr-ropa': (day) => ({
    reviewedAt: day(41),
    processings: [
      {
        name: 'Accounts of customers',
        role: 'processor',
        purpose: 'Operation of the product',
        categories: ['Names and addresses of users'],
        recipients: ['Hosting providers'],
        retention: 'Until thirty days after the contract',
        measures: ['Encryption at rest', 'Access by role'],
      },
      {
        name: 'Personnel',
        role: 'controller',
        purpose: 'Employment',
        categories: ['Master data of employees'],
        recipients: [],
        retention: 'As tax law asks',
        measures: ['A system of its own'],
      },
    ],
  }),
  'gdpr-processors': (day) => ({
    suppliers: ['AWS', 'Hetzner', 'GitHub'].map((name) => ({
      name,
      personalData: name !== 'GitHub',
      agreedAt: name === 'GitHub' ? null : day(700),
    })),
  }),
  'gdpr-breach-procedure': (day) => ({
    procedureAt: day(90),
    hours: 72,
    authority: { name: 'The authority of the state', contact: 'Its form on the web' },
    templates: ['Notification of the authority', 'Letter to persons concerned'],
    exercisedAt: day(80),
  }),
  'gdpr-dpia': (day) => ({
    processings: [
      { name: 'Accounts of customers', highRisk: false, by: 'screening', assessedAt: day(75) },
      { name: 'Analysis of usage', highRisk: true, by: 'dpia', assessedAt: day(74) },
    ],
  }),
};

const engineering: Facts = {
  'two-factor-idp': (day) => ({
    providers: [
      {
        name: 'Microsoft Entra',
        enforcedForAll: true,
        exceptions: [],
        exportedAt: day(21),
        document: 'documents/two-factor-idp.txt',
        instances: ['arn:aws:sso:::instance/ssoins-6987a1b2c3d4e5f6'],
      },
    ],
  }),
  'app-password-policy': () => ({
    product: 'Shop',
    minLength: 12,
    upperCase: true,
    lowerCase: true,
    digit: true,
    special: true,
    reference: 'shop/src/sign-up/password.ts',
  }),
  'access-review': (day) => ({
    reviewedAt: day(33),
    reviewer: 'CTO',
    systems: ['AWS', 'GitHub', 'Hetzner', 'Microsoft Entra'],
    population: 3,
    decisions: [
      { system: 'AWS', account: 'ada', decision: 'keep', doneAt: null },
      { system: 'GitHub', account: 'former-contractor', decision: 'revoke', doneAt: day(32) },
      { system: 'Hetzner', account: 'bob', decision: 'keep', doneAt: null },
    ],
  }),
  'env-separation': () => ({
    environments: [
      { name: 'production', production: true, places: ['AWS account production', 'Hetzner project production'] },
      { name: 'staging', production: false, places: ['AWS account staging'] },
      { name: 'development', production: false, places: ['Laptops'] },
    ],
    liveDataInTest: 'forbidden',
  }),
  'sdlc-policy': (day) => ({
    policyAt: day(58),
    version: '3.1',
    review: 'Somebody else, before the merge',
    testing: 'Unit tests and SonarQube on every pull request',
    release: 'A tag on the main branch',
  }),
  'owasp-assessment': (day) => ({
    assessedAt: day(37),
    assessor: 'Head of security',
    edition: '2021',
    applications: ['Shop'],
    risks: Array.from({ length: 10 }, (_, index) => ({
      id: `A${String(index + 1).padStart(2, '0')}`,
      controls: ['As the design document says'],
      tests: ['As the test plan says'],
    })),
  }),
  pentest: (day) => ({
    firm: 'Example Security GmbH',
    independent: true,
    testedFrom: day(112),
    testedTo: day(104),
    reportedAt: day(98),
    scope: ['shop.example.com', 'The API'],
    coversProduction: true,
    findings: [
      { id: 'PT-1', severity: 'high', state: 'closed', dueAt: day(68) },
      { id: 'PT-2', severity: 'low', state: 'open', dueAt: day(-80) },
    ],
  }),
  'vulnerability-scan-external': (day) => ({
    scannedAt: day(16),
    scanner: 'Example Scanner',
    targets: ['shop.example.com'],
    findings: [{ id: 'CVE-2024-0001', severity: 'critical', state: 'closed', foundAt: day(40), dueAt: day(33) }],
  }),
};

const operations: Facts = {
  'dr-plan': (day) => ({
    planAt: day(85),
    version: '5',
    roles: [person('Leads the recovery', 'Grace Example')],
    services: [
      { name: 'Shop', rtoMinutes: 240, rpoMinutes: 60, restore: ['Database from the newest backup', 'Servers from images', 'DNS'] },
    ],
  }),
  'dr-test': (day) => ({
    testedAt: day(44),
    scenario: 'The region is lost',
    restoredFrom: `Nightly backup of ${day(45)}`,
    services: [{ name: 'Shop', rtoMinutes: 240, rpoMinutes: 60, measuredRtoMinutes: 130, measuredRpoMinutes: 25 }],
    result: 'passed',
    followUps: [{ what: 'Write down where the keys are', owner: 'CTO', dueAt: day(20), doneAt: day(24) }],
  }),
  'incident-plan': (day) => ({
    planAt: day(83),
    version: '4',
    roles: [person('Leads the response', 'Grace Example'), person('Speaks to customers', 'Alan Example')],
    phases: {
      identify: 'Alarms, reports of customers and of employees',
      contain: 'Separate what is affected',
      assess: 'Extent, data, customers',
      respond: 'Remove the cause, restore',
      escalate: 'To management within an hour',
    },
  }),
  'oncall-24x7': (day) => ({
    tool: 'PagerDuty',
    rotaFrom: day(100),
    rotaTo: day(9),
    gapMinutes: 0,
    people: 4,
    alertTestedAt: day(12),
    acknowledgedMinutes: 3,
  }),
  'incident-register': (day) => ({
    reviewedAt: day(14),
    threshold: 'Everything that customers noticed',
    count: 1,
    incidents: [{ id: 'INC-12', openedAt: day(61), aboveThreshold: true, reviewedAt: day(54), notification: 'notified' }],
  }),
  'incident-exercise': (day) => ({
    heldAt: day(77),
    kind: 'tabletop',
    scenario: 'A stolen laptop',
    participants: ['CTO', 'Support', 'Head of security'],
    lessons: ['The number of the provider was out of date'],
  }),
};

const PEOPLE = ['ada@example.com', 'bob@example.com', 'grace@example.com'];
const project = 'production';
/** What Hetzner's API keeps to itself, of the project in ../hetzner/worlds/clean.ts. */
const hetzner: Facts = {
  'hetzner-2fa': (day) => ({
    projects: [project],
    population: PEOPLE.length,
    members: PEOPLE.map((name) => ({ name, twoFactor: true })),
    seenAt: day(16),
    document: 'documents/hetzner-2fa.txt',
  }),
  'hetzner-access-review': (day) => ({
    reviewedAt: day(33),
    reviewer: 'CTO',
    projects: [
      {
        project,
        members: [
          ...PEOPLE.map((name, index) => ({ name, role: index === 0 ? 'Owner' : 'Member', decision: 'keep', doneAt: null })),
          { name: 'former-contractor@example.com', role: 'Member', decision: 'revoke', doneAt: day(32) },
        ],
        tokens: [
          { name: 'claimcheck', permission: 'read', decision: 'keep', doneAt: null },
          { name: 'deployment', permission: 'read-write', decision: 'keep', doneAt: null },
        ],
      },
    ],
  }),
  'hetzner-projects': (day) => ({
    seenAt: day(16),
    projects: [{ name: project, purpose: 'All that customers use' }],
    document: 'documents/hetzner-projects.txt',
  }),
  'hetzner-volume-backups': (day) => ({
    volumes: [
      [3001, 1005],
      [3002, 1006],
    ].map(([id, server]) => ({
      project,
      id,
      server,
      backup: { by: 'pgBackRest', to: 'A Storage Box in hel1', lastAt: day(11) },
    })),
    document: 'documents/hetzner-volume-backups.txt',
  }),
  'hetzner-encryption': (day) => ({
    disks: [
      ...[1001, 1002, 1003, 1004, 1005, 1006, 1007, 1009].map((id) => ({ kind: 'server', id })),
      ...[3001, 3002, 3003].map((id) => ({ kind: 'volume', id })),
    ].map((disk) => ({
      project,
      ...disk,
      encrypted: true,
      method: 'LUKS2',
      seenAt: day(17),
      document: 'documents/hetzner-encryption.txt',
    })),
  }),
};
const staff: Facts = {
  training: (day) => ({
    countedAt: day(13),
    headcount: 12,
    courses: [{ id: 'awareness', title: 'Phishing, passwords, and whom to tell' }],
    staff: Array.from({ length: 12 }, (_, index) => ({
      person: `P-${String(index + 1).padStart(3, '0')}`,
      completed: [{ course: 'awareness', completedAt: day(60 + index) }],
    })),
  }),
};

export const FACTS: Facts = { ...governance, ...privacy, ...engineering, ...operations, ...hetzner, ...staff };
