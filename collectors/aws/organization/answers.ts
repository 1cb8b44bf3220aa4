/** Organizations' answers: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Types.html */
import { z } from 'zod';

export const Root = z.looseObject({
  Id: z.string().min(1),
  PolicyTypes: z.array(z.looseObject({ Type: z.string(), Status: z.string() })).optional(),
});
export type Root = z.infer<typeof Root>;

export const Policy = z.looseObject({ Id: z.string().min(1), Name: z.string().optional(), AwsManaged: z.boolean().optional() });
export type Policy = z.infer<typeof Policy>;

export const Target = z.looseObject({ TargetId: z.string().min(1) });
export type Target = z.infer<typeof Target>;

/** `State` takes the place of `Status`: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
export const Account = z.looseObject({
  Id: z.string().min(1),
  Name: z.string().optional(),
  State: z.string().min(1).optional(),
  Status: z.string().min(1).optional(),
});
export type Account = z.infer<typeof Account>;
