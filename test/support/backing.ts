import { randomBytes } from 'node:crypto';
import { createLog } from '@grocer/chassis/log';
import { bootstrap } from '@grocer/database/bootstrap';
import { migrate, readMigrations } from '@grocer/database/migrate';
import { startSqs } from '@grocer/local/stand-ins/sqs';
import type { TestProject } from 'vitest/node';
import { startTestCluster } from './cluster.ts';
import { connect, groups, templateDatabase } from './database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser's connection to the one cluster of this run. */
    postgresUrl: string;
    /** The password of every login `test_<group>`. */
    testPassword: string;
    sqsUrl: string;
  }
}

const stops: (() => Promise<void>)[] = [];

/** Starts what every service test shares: one Postgres with a migrated template, one SQS. */
export async function setup(project: TestProject): Promise<void> {
  const [postgres, sqs] = await Promise.all([startTestCluster(), startSqs({ port: 0, queues: {} })]);
  stops.push(postgres.stop, sqs.stop);
  const testPassword = randomBytes(16).toString('hex');
  await prepareTemplate(postgres.url, testPassword);
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  project.provide('postgresUrl', postgres.url);
  project.provide('testPassword', testPassword);
  project.provide('sqsUrl', sqs.url);
}

/** Stops what `setup` started. */
export async function teardown(): Promise<void> {
  await Promise.all(stops.map((stop) => stop()));
}

async function prepareTemplate(adminUrl: string, testPassword: string): Promise<void> {
  const log = createLog({ name: 'backing', level: 'warn' });
  await bootstrap({ adminUrl, database: templateDatabase, vaultPassword: testPassword, log });
  const admin = connect(adminUrl, templateDatabase);
  for (const group of groups) {
    await admin.query(`create role test_${group} login password '${testPassword}' in role ${group}`);
  }
  await admin.end();
  const migrator = connect(adminUrl, templateDatabase, { user: 'test_migrator', password: testPassword });
  await migrate(migrator, await readMigrations(), log);
  await migrator.end();
}
