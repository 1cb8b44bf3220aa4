/** A CloudFormation template, of one account's stack or of an organisation's StackSet: one role, read-only, with an external id. */
import type { Grant } from './grants.ts';
import { commented, type PolicyDocument, policiesOf } from './iam.ts';

const head = (
  checks: number,
) => `# Written by \`claimcheck permissions --format cloudformation\` for ${checks} ${checks === 1 ? 'check' : 'checks'}. Beside each action: the checks that need it.
# One account:
#   aws cloudformation deploy --template-file role.yaml --stack-name claimcheck --capabilities CAPABILITY_NAMED_IAM \\
#     --parameter-overrides TrustedPrincipal=arn:aws:iam::111122223333:role/auditor ExternalId=...
# Every account of an organisation, now and later (one region is enough, as roles belong to none):
#   aws cloudformation create-stack-set --template-body file://role.yaml --stack-set-name claimcheck --capabilities CAPABILITY_NAMED_IAM \\
#     --permission-model SERVICE_MANAGED --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\
#     --parameters ParameterKey=TrustedPrincipal,ParameterValue=... ParameterKey=ExternalId,ParameterValue=...
#   aws cloudformation create-stack-instances --stack-set-name claimcheck --regions us-east-1 --deployment-targets OrganizationalUnitIds=r-...
# Such a StackSet leaves out the management account: it needs a stack of its own.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
AWSTemplateFormatVersion: '2010-09-09'
Description: A role for claimcheck that reads what ${checks} ${checks === 1 ? 'check needs' : 'checks need'}, and nothing else
Parameters:
  TrustedPrincipal:
    Type: String
    Description: ARN of the role or user that runs claimcheck, or of an account (ending in root) whose administrators decide
    AllowedPattern: '^arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:(root|(role|user|assumed-role)/.+)$'
  ExternalId:
    Type: String
    Description: A word that claimcheck.yaml repeats as externalId, so that nobody is talked into using this role for somebody else
    MinLength: 2
    MaxLength: 1224
    AllowedPattern: '^[A-Za-z0-9_+=,.@:/-]+$'
  RoleName:
    Type: String
    Description: The same in every account, as claimcheck.yaml names it in roleName
    Default: claimcheck
    AllowedPattern: '^[A-Za-z0-9_+=,.@-]{1,64}$'
`;

const ROLE = `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Ref RoleName
      Description: Lets claimcheck read, and nothing else
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { AWS: !Ref TrustedPrincipal }
            Action: sts:AssumeRole
            Condition: { StringEquals: { 'sts:ExternalId': !Ref ExternalId } }
`;

export function cloudFormation(grants: readonly Grant[], checks: number): string {
  const policies = policiesOf(grants);
  const why = new Map(grants.map((grant) => [grant.permission, grant]));
  return [
    head(checks),
    ROLE,
    ...policies.map((policy, index) => managed(policy, index + 1, why)),
    'Outputs:\n  RoleArn:\n    Description: What claimcheck.yaml names in roleArn\n    Value: !GetAtt Role.Arn\n',
  ].join('');
}

function managed({ Statement }: PolicyDocument, part: number, why: ReadonlyMap<string, Grant>): string {
  const lines = Statement.flatMap((statement) => [
    `          - Sid: ${statement.Sid}`,
    '            Effect: Allow',
    '            Action:',
    ...commented(statement, why, (action) => `- ${action}`, ' '.repeat(14)),
    "            Resource: '*'",
  ]);
  return `  Reads${part}:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: !Sub '\${RoleName}-reads-${part}'
      Description: What claimcheck reads, and nothing else
      Roles: [!Ref Role]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
${lines.map((line) => `${line}\n`).join('')}`;
}
