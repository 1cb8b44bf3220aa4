/** What EC2 says to questions that it does not take. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
import { type Ask, type Page, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';

interface Listing {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
  readonly Filters?: readonly unknown[] | undefined;
}

/** Most listings of EC2 take pages of 5 to 1,000; `ids` are those asked for by name, which may not be asked for in pages. */
export function ec2Page<T>(all: readonly T[], input: Listing, ask: Ask, ids?: readonly string[]): Page<T> {
  const { MaxResults: size, NextToken: token, Filters } = input;
  // Better no answer than one that ignores half the question.
  if (Filters?.length) throw new AwsRefusal('InvalidParameterValue', 'The simulator knows no filters.', 400);
  if (size !== undefined && (size < 5 || size > 1000))
    throw new AwsRefusal(
      'InvalidParameterValue',
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value in 5..1000.`,
      400,
    );
  if (size !== undefined && ids?.length)
    throw new AwsRefusal('InvalidParameterCombination', 'The parameter maxResults cannot be used with a list of ids', 400);
  return page(all, ask, { size, token }, () => new AwsRefusal('InvalidNextToken', 'The token is invalid.', 400));
}

/** Those that were asked for by id, all of them there; or all. */
export function wanted<T>(all: readonly T[], ids: readonly string[] | undefined, idOf: (one: T) => string, code: string): readonly T[] {
  if (!ids?.length) return all;
  return ids.map((id) => {
    const found = all.find((one) => idOf(one) === id);
    if (found === undefined) throw new AwsRefusal(code, `The ID '${id}' does not exist`, 400);
    return found;
  });
}
