/** Who gets in: IAM, Identity Center, organisations, Access Analyzer. What moto shows of them, check by check. */
import { ARCHIVE, PRODUCTION } from './moto-estate.ts';
import { all, BROKEN, both, each, four, HTML, LONG_AGO, NONE, type Row, regional } from './moto-rows.ts';

export const ACCESS: readonly Row[] = [
  {
    // moto knows Access Analyzer by its policies only: the listing is HTML 500
    check: 'aws.accessanalyzer.external-enabled',
    moto: regional((region) => `unknown ?${region} (provider_error)`),
  },
  {
    check: 'aws.accessanalyzer.no-open-findings',
    moto: all(BROKEN),
  },
  {
    check: 'aws.accessanalyzer.unused-access',
    moto: both(`unknown ?${PRODUCTION} (provider_error)`, `unknown ?${ARCHIVE} (provider_error)`),
  },
  {
    // ResourceNotFoundException, as AWS says it where nobody is named
    check: 'aws.account.security-contact',
    moto: both(`fail -${PRODUCTION}`, `fail -${ARCHIVE}`),
  },
  {
    // moto dates every credential report 2015-02-02: nobody knows who has keys today
    check: 'aws.iam.access-key-rotation',
    moto: each(LONG_AGO),
    mended: both('pass +deploy +nobody +reader', 'pass +uploader'),
  },
  {
    // moto leaves the name of a managed policy out of GetAccountAuthorizationDetails: production has two of its own, archive none
    check: 'aws.iam.administrator-access-limited',
    moto: both('unknown ?* (missing_member)', 'pass +*'),
    mended: each('pass +*'),
  },
  {
    check: 'aws.iam.admins-mfa',
    moto: both('unknown ?* (missing_member)', NONE),
    mended: each(NONE),
  },
  {
    // users without a password are not counted as well protected: archive has none, so it is not applicable
    check: 'aws.iam.console-users-mfa',
    moto: each(LONG_AGO),
    mended: both('fail +ada -bob', NONE),
  },
  {
    // ada and bob have passwords
    check: 'aws.iam.federation-used',
    moto: each('unknown ?federation (stale_evidence)'),
    mended: both('fail -federation', 'pass +federation'),
  },
  {
    // no provider of OpenID Connect, and no role that trusts one
    check: 'aws.iam.github-oidc-scoped',
    moto: both('unknown ?* (missing_member)', NONE),
    mended: each(NONE),
  },
  {
    check: 'aws.iam.no-full-admin-policies',
    moto: both('unknown ?* (missing_member)', NONE),
    mended: both('pass +reader', NONE),
  },
  {
    // the policy itself is told, or that there is none (NoSuchEntity: AWS's default); whom it binds stands in the report of 2015, so that the
    // row's scope is unknown whatever the policy says. archive has nobody with a password
    check: 'aws.iam.password-policy-complexity',
    moto: each('unknown ?IAM password policy (stale_evidence)'),
    mended: both('pass +IAM password policy', NONE),
  },
  {
    check: 'aws.iam.password-policy-length',
    moto: each('unknown ?IAM password policy (stale_evidence)'),
    mended: both('pass +IAM password policy', NONE),
  },
  {
    // five passwords are remembered, not 24
    check: 'aws.iam.password-policy-reuse',
    moto: each('unknown ?IAM password policy (stale_evidence)'),
    mended: both('fail -IAM password policy', NONE),
  },
  {
    check: 'aws.iam.role-trust-not-open',
    moto: both('unknown ?* (missing_member)', 'pass +claimcheck'),
    mended: both(NONE, 'pass +claimcheck'),
  },
  {
    // AWSOrganizationsNotInUseException: no organisation could manage root
    check: 'aws.iam.root-centralized-access',
    moto: each(NONE),
  },
  {
    // AccountMFAEnabled is always 0, AccountPasswordPresent is left out of the summary, and the report has no line <root_account>: whether
    // the root user has a password is not known, so its lack of MFA is neither a failure nor irrelevant
    check: 'aws.iam.root-mfa',
    moto: each('unknown ?root user (stale_evidence)'),
    mended: each('unknown ?root user (malformed_response)'),
  },
  {
    // as for aws.iam.root-mfa
    check: 'aws.iam.root-mfa-hardware',
    moto: each('unknown ?root user (stale_evidence)'),
    mended: each('unknown ?root user (malformed_response)'),
  },
  {
    // moto says AccountAccessKeysPresent = 0 and AccountSigningCertificatesPresent = 0 of every account: an answer, though a fixed one
    check: 'aws.iam.root-no-access-keys',
    moto: each('pass +root user'),
  },
  {
    // only the report's line <root_account> tells the last use, and moto's has none
    check: 'aws.iam.root-not-used',
    moto: each('unknown ?root user (stale_evidence)'),
    mended: each('unknown ?root user (malformed_response)'),
  },
  {
    // nobody has AWSSupportAccess
    check: 'aws.iam.support-role',
    moto: both('unknown ?* (missing_member)', 'fail -*'),
    mended: each('fail -*'),
  },
  {
    // `not_supported` as password_last_used of a user without a password (AWS: N/A) is unknown and read by nobody, as there is no password
    check: 'aws.iam.unused-credentials',
    moto: each(LONG_AGO),
    mended: both('pass +ada +bob +deploy +nobody +reader', 'pass +uploader'),
  },
  {
    // the reader's policy is attached to the user
    check: 'aws.iam.users-permissions-via-groups',
    moto: both('unknown ?* (missing_member)', 'pass +uploader'),
    mended: both('fail +ada +bob +deploy +former +nobody -reader', 'pass +uploader'),
  },
  {
    // nobody has declared the environments
    check: 'aws.organizations.env-accounts-separate',
    moto: both(`unknown ?${PRODUCTION} (attestation_missing)`, `unknown ?${ARCHIVE} (attestation_missing)`),
  },
  {
    // AWSOrganizationsNotInUseException
    check: 'aws.organizations.scp-guardrails',
    moto: each(NONE),
  },
  {
    // no permission set
    check: 'aws.sso.admin-assignments-listed',
    moto: all(HTML),
    mended: all(NONE),
  },
  {
    // moto has an instance of Identity Center in every region and account from the beginning, AWS in one region of one
    check: 'aws.sso.mfa-enforced',
    moto: all(HTML),
    mended: four(
      'unknown ?eu identity center (attestation_missing)',
      'unknown ?us identity center (attestation_missing)',
      'unknown ?archive eu identity center (attestation_missing)',
      'unknown ?archive us identity center (attestation_missing)',
    ),
  },
];
