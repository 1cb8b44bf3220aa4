/** The Lambda functions of a region, as every collector that needs them asks for them: one listing per run, whoever asks first. */
import { z } from 'zod';
import type { Paging } from '../../src/model.ts';
import type { Aws } from './client.ts';

export const FUNCTIONS = 'lambda:ListFunctions';

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
export const LambdaFunction = z.looseObject({
  FunctionName: z.string().min(1),
  FunctionArn: z.string().min(1),
  /** Container images have none. */
  Runtime: z.string().min(1).optional(),
  /** `Zip` or `Image` */
  PackageType: z.string().min(1).optional(),
});
export type LambdaFunction = z.infer<typeof LambdaFunction>;
const Page = z.looseObject({ Functions: z.array(LambdaFunction), NextMarker: z.string().optional() });

/** `ask.pages(FUNCTIONS, {}, functionPages(aws, region))`. Fifty at most to a page. */
export function functionPages(aws: Aws, region: string | undefined): Paging<z.infer<typeof Page>, LambdaFunction> {
  return {
    page: Page,
    send: (token) => aws.send('lambda', 'ListFunctions', token === undefined ? {} : { Marker: token }, region),
    items: ({ Functions }) => Functions,
    next: ({ NextMarker: token }) => (token === '' ? undefined : token),
    key: ({ FunctionArn }) => FunctionArn,
  };
}
