import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Answer } from './runtime-api.ts';

/** No answer, or one without a list of failures, means that all were handled. */
const BatchResponse = Type.Union([
  Type.Null(),
  Type.Object({
    batchItemFailures: Type.Optional(
      Type.Union([Type.Null(), Type.Array(Type.Object({ itemIdentifier: Type.String() }))]),
    ),
  }),
]);

/**
 * The messages of a batch that are to come back, by what the function answered (`ReportBatchItemFailures`): all of them when it failed,
 * when its answer is no such response, and when that names a message which was not in the batch.
 */
export function failuresOf(
  { failed, payload }: Answer,
  messages: readonly { readonly id: string }[],
): ReadonlySet<string> {
  const all = new Set(messages.map(({ id }) => id));
  const response = failed ? undefined : parse(payload);
  if (!Value.Check(BatchResponse, response)) return all;
  const named = new Set(response?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  return named.isSubsetOf(all) ? named : all;
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
