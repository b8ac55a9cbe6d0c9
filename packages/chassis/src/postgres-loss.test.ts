import { describe, expect, it } from 'vitest';
import { endingOf, isLoginRefused } from './postgres-loss.ts';

const errorOf = (message: string, code?: string) => Object.assign(new Error(message), code && { code });

describe('the ending of a session', () => {
  it.each([
    ['terminating connection due to administrator command', '57P01', 'closed'],
    ['Client has encountered a connection error and is not queryable', undefined, 'closed'],
    ['Client was closed and is not queryable', undefined, 'closed'],
    ['Connection terminated unexpectedly', undefined, 'broken'],
    ['read ECONNRESET', 'ECONNRESET', 'broken'],
    ['write EPIPE', 'EPIPE', 'broken'],
    ['terminating connection because of crash of another server process', '57P02', 'broken'],
    ['the database system is starting up', '57P03', 'broken'],
    ['Query read timeout', undefined, 'silent'],
    ['duplicate key value violates unique constraint', '23505', undefined],
    ['permission denied for table orders', '42501', undefined],
    ['canceling statement due to statement timeout', '57014', undefined],
  ])('%s (%s): %s', (message, code, ending) => {
    expect(endingOf(errorOf(message, code))).toBe(ending);
  });
});

describe('a login that is refused', () => {
  it.each([
    ['password authentication failed for user "v-jwt"', '28P01', true],
    ['role "v-jwt" does not exist', '28000', true],
    ['permission denied for database "grocer"', '42501', true],
    ['terminating connection due to administrator command', '57P01', true],
    ['Connection terminated unexpectedly', undefined, true],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED', false],
    ['the database system is starting up', '57P03', false],
    ['sorry, too many clients already', '53300', false],
    ['timeout expired', undefined, false],
  ])('%s (%s): %s', (message, code, isRefused) => {
    expect(isLoginRefused(errorOf(message, code))).toBe(isRefused);
  });
});
