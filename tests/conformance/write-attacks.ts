// Updates that must change nothing: from who may not, of what may not be, under another's name, or made to break the reader.
import { Doc, Map as YMap } from 'yjs';
import type { Role } from '#domain/people.ts';
import { oneStruct, write } from '../server/gate/raw-update.ts';
import { sync, updateOf, type RawClient } from '../server/rooms/raw-client.ts';
import { edits, nothingHappened, scene, type Scene } from './scene.ts';
import type { As, Case } from './target.ts';

interface Attack {
  readonly as: As;
  send(scene: Scene): void;
  /** shows in a document that it got through */
  seen(client: RawClient, scene: Scene): boolean;
}

const observer: As = { role: 'observer' };
const coordinator: As = { role: 'coordinator' };

/** One cell of the convoy set to what must not be there. */
function sets(as: As, field: string, value: unknown, step = 2): Attack {
  return {
    as,
    send: (at) => edits(at, (doc) => doc.getMap('convoy').set(`${at.id}.${field}`, value), step),
    seen: (client, { id }) => JSON.stringify(client.cell('convoy', id, field)) === JSON.stringify(value),
  };
}

/** Bytes that no client library writes, setting the convoy's note. */
function bytes(of: (noted: Parameters<typeof oneStruct>[2], client: number) => Uint8Array): Attack {
  return {
    as: coordinator,
    send: ({ mallory, id }) => {
      const noted = { root: 'convoy', key: `${id}.note`, content: { any: ['got through'] } };
      mallory.send(sync(2, of(noted, mallory.doc.clientID)));
    },
    seen: (client, { id }) => client.cell('convoy', id, 'note') !== undefined,
  };
}

function removes(role: Role, field: string): Attack {
  return {
    as: { role },
    send: (at) => edits(at, (doc) => doc.getMap('convoy').delete(`${at.id}.${field}`)),
    seen: (client, { id }) => client.cell('convoy', id, field) === undefined,
  };
}

const ATTACKS: { readonly [name: string]: Attack } = {
  'an observer’s update changes nothing': sets(observer, 'phase', 'aborted'),
  'an observer’s SyncStep2 changes nothing': sets(observer, 'phase', 'aborted', 1),
  'an observer’s delete removes nothing': removes('observer', 'callsign'),
  'a watch officer does not change a coordinator’s plan': sets({ role: 'watch_officer' }, 'people', 999),
  'nobody changes another party’s plan': sets({ role: 'coordinator', party: 'second' }, 'people', 998),
  'a value of the wrong type is not taken': sets(coordinator, 'people', 'many'),
  'a word that is not in the list is not taken': sets(coordinator, 'phase', 'vanished'),
  'a number that is none is not taken': sets(coordinator, 'radio', [
    Number.POSITIVE_INFINITY,
    20,
    1_790_000_000_000,
  ]),
  'a text longer than its field is not taken': sets(coordinator, 'callsign', 'K'.repeat(5_000)),
  'a convoy is not handed to another party': sets(coordinator, 'party', 'partyelsewhere'),
  'a field that is not declared is not taken': sets(coordinator, 'weapon', 'none'),
  'a value is emptied, never removed': removes('coordinator', 'callsign'),
  'a nested map is not taken': {
    as: coordinator,
    send: (at) => edits(at, (doc) => doc.getMap('convoy').set(`${at.id}.note`, new YMap())),
    seen: (client, { id }) => client.cell('convoy', id, 'note') !== undefined,
  },
  'a subdocument is not taken': {
    as: coordinator,
    send: (at) => edits(at, (doc) => doc.getMap('convoy').set(`${at.id}.note`, new Doc())),
    seen: (client, { id }) => client.cell('convoy', id, 'note') !== undefined,
  },
  'a prototype’s name is no key': {
    as: coordinator,
    send: (at) => edits(at, (doc) => doc.getMap('convoy').set('__proto__', 'polluted')),
    seen: ({ doc }) => doc.getMap('convoy').has('__proto__'),
  },
  'a prototype’s name in a value is not taken': {
    as: coordinator,
    send: (at) =>
      edits(at, (doc) => doc.getMap('convoy').set(`${at.id}.note`, JSON.parse('{"__proto__":{"is":"x"}}'))),
    seen: (client, { id }) => client.cell('convoy', id, 'note') !== undefined,
  },
  'a root that is no kind is not made': {
    as: coordinator,
    send: (at) => edits(at, (doc) => doc.getMap('weapon').set(`${at.id}.name`, 'none')),
    seen: ({ doc }) => doc.share.has('weapon'),
  },
  'a kind’s root is not written as a list': {
    as: coordinator,
    send: ({ mallory }) => {
      const other = new Doc();
      mallory.send(
        sync(
          2,
          updateOf(other, (doc) => doc.getArray('convoy').insert(0, ['listed'])),
        ),
      );
    },
    seen: ({ doc }) => doc.getMap('convoy')._start !== null,
  },
  'nobody writes under another’s client id': {
    as: coordinator,
    send: (at) => {
      at.mallory.doc.clientID = at.ana.doc.clientID;
      edits(at, (doc) => doc.getMap('convoy').set(`${at.id}.note`, 'forged'));
    },
    seen: (client, { id }) => client.cell('convoy', id, 'note') === 'forged',
  },
  'a client id beyond 32 bits is not taken': {
    as: coordinator,
    send: (at) => {
      at.mallory.doc.clientID = 2 ** 40 + at.mallory.doc.clientID;
      edits(at, (doc) => doc.getMap('convoy').set(`${at.id}.note`, 'wide'));
    },
    seen: (client, { id }) => client.cell('convoy', id, 'note') === 'wide',
  },
  'a gap in the clock leaves nothing pending': bytes((noted, client) => oneStruct(client, 7, noted)),
  'a delete of what is not there yet leaves nothing pending': bytes((_, client) =>
    write({ blocks: [], deletes: [{ client, ranges: [[1_000, 5]] }] }),
  ),
  'an update with a broken end changes nothing': bytes((noted, client) =>
    write({
      blocks: [{ client, clock: 0, structs: [noted] }],
      deletes: [{ client, ranges: [[1_000, 1]], count: 9 }],
    }),
  ),
  'an update with something behind its end changes nothing': bytes((noted, client) =>
    write({
      blocks: [{ client, clock: 0, structs: [noted] }],
      deletes: [],
      tail: new Uint8Array([1, 2, 3]),
    }),
  ),
  'an update larger than any edit is not taken': {
    as: coordinator,
    send: (at) =>
      edits(at, (doc) => {
        for (let n = 0; n < 90; n++) {
          const id = `${at.id.slice(0, 9)}${100 + n}`;
          doc.getMap('note').set(`${id}.text`, 'too much at once '.repeat(50));
          doc.getMap('note').set(`${id}.at`, 1_790_000_000_000);
        }
      }),
    seen: (client, { id }) => client.cell('note', `${id.slice(0, 9)}100`, 'at') !== undefined,
  },
};

export const writeAttacks: readonly Case[] = Object.entries(ATTACKS).map(([name, attack]) => ({
  name,
  sort: 'security',
  stock: 'breaks',
  run: async (stage) => {
    const at = await scene(stage, attack.as);
    attack.send(at);
    await nothingHappened(at, (client) => attack.seen(client, at));
  },
}));
