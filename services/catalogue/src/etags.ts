import { hash } from 'node:crypto';
import { Rejection } from '@grocer/chassis/errors';

/** A product's entity tag, `"<record version>.<hash>"`: the version tells edits apart, the hash whatever else is shown. */
export function recordTag(version: number, body: string): string {
  return `"${version}.${sixteenOf(body)}"`;
}

/** The entity tag of what has no version of its own. */
export function contentTag(body: string): string {
  return `"${sixteenOf(body)}"`;
}

/** Whether a client that sends this If-None-Match has what `tag` names; the comparison is weak (RFC 9110 §13.1.2). */
export function hasCopy(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === tag) return true;
  return ifNoneMatch.trim() === '*' || tagsIn('If-None-Match', ifNoneMatch).includes(tag);
}

/**
 * Whether If-Match allows replacing a record of this version. The hash is not compared, since a new price or stock word fails no
 * edit; nor is `W/`, since an edge that compresses weakens tags.
 */
export function allowsVersion(ifMatch: string, version: number): boolean {
  return ifMatch.trim() === '*' || tagsIn('If-Match', ifMatch).some((tag) => tag.startsWith(`"${version}.`));
}

const tagList = /^\s*(?:W\/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e]*")*\s*$/;

function tagsIn(parameter: string, header: string): string[] {
  if (!tagList.test(header)) {
    const detail = 'is neither * nor a list of quoted entity tags';
    throw new Rejection('validation-failed', `${parameter} ${detail}`, { errors: [{ parameter, detail }] });
  }
  return header.match(/"[^"]*"/g) ?? [];
}

function sixteenOf(body: string): string {
  return hash('sha256', body, 'base64url').slice(0, 16);
}
