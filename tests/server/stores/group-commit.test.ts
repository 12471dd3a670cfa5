// Commits together what may be, and alone what must be: nobody pays for a neighbour, nothing is told before its commit.
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitTogether, type Job } from '#server/stores/group-commit.ts';
import { Fault } from '#server/stores/sqlite-faults.ts';

let db: DatabaseSync;
/** what reached the database: transactions and jobs */
let seen: string[];
const watched = {
  get isTransaction() {
    return db.isTransaction;
  },
  exec(sql: string) {
    seen.push(sql);
    db.exec(sql);
  },
};

beforeEach(() => {
  db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE t (room TEXT, n INTEGER CHECK (n < 100))');
  seen = [];
});
afterEach(() => db.close());

const job = (group: string, n: number): Job => ({
  group,
  run() {
    seen.push(`${group}${n}`);
    if (n < 0) throw new Fault('conflict', 'store.overtaken', { room: group });
    db.prepare('INSERT INTO t VALUES (?, ?)').run(group, n);
    return n;
  },
});
const rows = (): string[] =>
  db
    .prepare('SELECT room, n FROM t')
    .all()
    .map(({ room, n }) => `${room}${n}`);

describe('commitTogether', () => {
  it('takes everything in one transaction, a refused job touching nobody else', () => {
    const { outcomes, retried } = commitTogether(watched, [job('a', 1), job('b', -1), job('b', 2)]);
    expect(retried).toBeUndefined();
    expect(outcomes.map(({ state }) => state)).toEqual(['done', 'failed', 'done']);
    expect(outcomes[0]).toEqual({ state: 'done', value: 1 });
    expect(seen).toEqual(['BEGIN IMMEDIATE', 'a1', 'b-1', 'b2', 'COMMIT']);
    expect(rows()).toEqual(['a1', 'b2']);
  });

  it('tries each room alone when the whole cannot be committed, in order, and answers in the order asked', () => {
    let relieved = 0;
    const jobs = [job('a', 1), job('b', 2), job('a', 3), job('b', 500), job('c', 4)];
    const { outcomes, retried } = commitTogether(watched, jobs, () => relieved++);
    expect(retried).toBeInstanceOf(Error);
    expect(relieved).toBe(1);
    expect(outcomes.map(({ state }) => state)).toEqual(['done', 'failed', 'done', 'failed', 'done']);
    expect(rows()).toEqual(['a1', 'a3', 'c4']);
    expect(db.isTransaction).toBe(false);
    expect(seen.filter((line) => line === 'COMMIT')).toHaveLength(2);
  });

  it('calls nothing done when COMMIT itself fails', () => {
    const failing = {
      get isTransaction() {
        return db.isTransaction;
      },
      exec(sql: string) {
        if (sql === 'COMMIT') throw new Error('disk I/O error');
        db.exec(sql);
      },
    };
    const { outcomes } = commitTogether(failing, [job('a', 1), job('b', 2)]);
    expect(outcomes.map(({ state }) => state)).toEqual(['failed', 'failed']);
    expect(rows()).toEqual([]);
    expect(db.isTransaction).toBe(false);
  });
});
