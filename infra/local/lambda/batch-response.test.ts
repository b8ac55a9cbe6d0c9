import { expect, test } from 'vitest';
import { failuresOf } from './batch-response.ts';

const batch = [{ id: 'a' }, { id: 'b' }];
const failures = (payload: string, failed = false) => [...failuresOf({ payload, failed }, batch)];
const item = (itemIdentifier: unknown) => JSON.stringify({ batchItemFailures: [{ itemIdentifier }] });

// The cases of "Success and failure conditions" in Lambda's guide.
test.each([
  ['an empty list', '{"batchItemFailures":[]}'],
  ['a null list', '{"batchItemFailures":null}'],
  ['an empty object', '{}'],
  ['null', 'null'],
])('takes %s for a success of the whole batch', (_case, payload) => {
  expect(failures(payload)).toEqual([]);
});

test.each([
  ['no JSON', '{"batchItemFailures":'],
  ['nothing', ''],
  ['a text', '"fine"'],
  ['a list that is none', '{"batchItemFailures":"a"}'],
  ['an empty identifier', item('')],
  ['a null identifier', item(null)],
  ['an identifier under another name', '{"batchItemFailures":[{"id":"a"}]}'],
  ['an identifier that was not in the batch', item('c')],
])('takes %s for a failure of the whole batch', (_case, payload) => {
  expect(failures(payload)).toEqual(['a', 'b']);
});

test('brings the named messages back, and all of them after an error', () => {
  expect(failures(item('b'))).toEqual(['b']);
  expect(failures('{"errorType":"Error"}', true)).toEqual(['a', 'b']);
});
