import type { Attributes, AttributeValue } from '@opentelemetry/api';

/**
 * Attributes as OTLP's JSON has them (opentelemetry-proto, common.proto), without the list's brackets. They are put together as
 * text: to build the objects first takes twice the time, and a service under load does little else.
 */
export function attributesJson(attributes: Attributes): string {
  let text = '';
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined || value === null) continue;
    text += `${text === '' ? '' : ','}${keyJson(key)}${valueJson(value)}}`;
  }
  return text;
}

function valueJson(value: AttributeValue | null | undefined): string {
  switch (typeof value) {
    case 'string':
      return `{"stringValue":${textJson(value)}}`;
    case 'number':
      return Number.isInteger(value) ? `{"intValue":${value}}` : `{"doubleValue":${JSON.stringify(value)}}`;
    case 'boolean':
      return `{"boolValue":${value}}`;
    default:
      return Array.isArray(value) ? `{"arrayValue":{"values":[${value.map(valueJson)}]}}` : '{}';
  }
}

/** A text in quotation marks; most need no escaping. */
export function textJson(text: string): string {
  return /^[ !#-[\]-~]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}

const keys = new Map<string, string>();

/** There are few keys, each written again and again. */
function keyJson(key: string): string {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const text = `{"key":${JSON.stringify(key)},"value":`;
  keys.set(key, text);
  return text;
}
