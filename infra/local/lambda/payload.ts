import { isScheduledEvent } from '@grocer/chassis/aws-lambda';
import { InvokeRefusal } from './invoke-refusal.ts';

/** What Lambda takes as a request or an answer of a call that is waited for (6 MB), and as an event that is not (1 MB). */
export const payloadLimits = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 } as const;

const MAX_DEPTH = 1000; // of the JSON reader at Lambda's door

/**
 * The text of an event that a caller sent; nothing at all is an empty object. Throws InvokeRefusal when it is no JSON, and when it is
 * a schedule's event, which a function could not tell from the real one; on AWS the scheduler's role alone may invoke by it.
 */
export function readPayload(bytes: Buffer | undefined): string {
  if (bytes === undefined || bytes.length === 0) return '{}';
  const { text, event } = parse(bytes);
  if (!isScheduledEvent(event)) return text;
  throw new InvokeRefusal(
    'InvalidRequestContentException',
    "This is the event of a schedule (source aws.events), which only the schedule itself may send; send the function's own input.",
  );
}

function parse(bytes: Buffer): { text: string; event: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const event: unknown = JSON.parse(text);
    if (depthOf(text) > MAX_DEPTH) throw new RangeError(`nested more than ${MAX_DEPTH} deep`);
    return { text, event };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvokeRefusal('InvalidRequestContentException', `Could not parse request body into json: ${reason}`);
  }
}

/** How deeply a JSON text nests. Going through what was parsed would need as deep a stack. */
function depthOf(json: string): number {
  let [depth, deepest, isText] = [0, 0, false];
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (character === '"') isText = !isText;
    else if (isText) at += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
}
