/** A Terraform module: one role, read-only, with an external id. As \`terraform fmt\` would write it. */
import type { Grant } from './grants.ts';
import { commented, type PolicyDocument, policiesOf } from './iam.ts';

const head = (
  checks: number,
) => `# Written by \`claimcheck permissions --format terraform\` for ${checks} ${checks === 1 ? 'check' : 'checks'}. Beside each action: the checks that need it.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "trusted_principal" {
  type        = string
  description = "ARN of the role or user that runs claimcheck, or of an account (ending in root) whose administrators decide"
}

variable "external_id" {
  type        = string
  description = "A word that claimcheck.yaml repeats as externalId, so that nobody is talked into using this role for somebody else"
  validation {
    condition     = length(var.external_id) >= 2
    error_message = "AWS takes external ids of two characters and more."
  }
}

variable "role_name" {
  type        = string
  description = "The same in every account, as claimcheck.yaml names it in roleName"
  default     = "claimcheck"
}

data "aws_iam_policy_document" "trust" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [var.trusted_principal]
    }
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

resource "aws_iam_role" "claimcheck" {
  name               = var.role_name
  description        = "Lets claimcheck read, and nothing else"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`;

export function terraform(grants: readonly Grant[], checks: number): string {
  const why = new Map(grants.map((grant) => [grant.permission, grant]));
  return [
    head(checks),
    ...policiesOf(grants).map((policy, index) => managed(policy, index + 1, why)),
    'output "role_arn" {\n  description = "What claimcheck.yaml names in roleArn"\n  value       = aws_iam_role.claimcheck.arn\n}\n',
  ].join('\n');
}

function managed({ Statement }: PolicyDocument, part: number, why: ReadonlyMap<string, Grant>): string {
  const lines = Statement.flatMap((statement) => [
    '  statement {',
    `    sid    = "${statement.Sid}"`,
    '    effect = "Allow"',
    '    actions = [',
    ...commented(statement, why, (action) => `"${action}",`, ' '.repeat(6)),
    '    ]',
    '    resources = ["*"]',
    '  }',
  ]);
  return `data "aws_iam_policy_document" "reads_${part}" {
${lines.map((line) => `${line}\n`).join('')}}

resource "aws_iam_policy" "reads_${part}" {
  name        = "\${var.role_name}-reads-${part}"
  description = "What claimcheck reads, and nothing else"
  policy      = data.aws_iam_policy_document.reads_${part}.json
}

resource "aws_iam_role_policy_attachment" "reads_${part}" {
  role       = aws_iam_role.claimcheck.name
  policy_arn = aws_iam_policy.reads_${part}.arn
}
`;
}
