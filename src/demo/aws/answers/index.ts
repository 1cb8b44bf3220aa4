/** Every operation that the simulated AWS answers, by service. */
import { withParts } from '../parts/index.ts';
import type { ServiceName } from '../wire.ts';
import type { Answer } from './ask.ts';
import { cloudtrail } from './cloudtrail.ts';
import { configItems } from './config-items.ts';
import { configRecorder } from './config-recorder.ts';
import { configRules } from './config-rules.ts';
import { ec2 } from './ec2.ts';
import { iamAccount } from './iam-account.ts';
import { iamUsers } from './iam-users.ts';
import { rds } from './rds.ts';
import { s3 } from './s3.ts';
import { s3Control } from './s3-control.ts';
import { sts } from './sts.ts';

export const answers: Partial<Readonly<Record<ServiceName, Readonly<Record<string, Answer>>>>> = withParts({
  sts,
  iam: { ...iamAccount, ...iamUsers },
  ec2,
  s3,
  's3-control': s3Control,
  rds,
  cloudtrail,
  config: { ...configRecorder, ...configRules, ...configItems },
});

/** `iam:ListUsers`, … */
export const OPERATIONS: readonly string[] = Object.entries(answers).flatMap(([service, of]) =>
  Object.keys(of).map((name) => `${service}:${name}`),
);
