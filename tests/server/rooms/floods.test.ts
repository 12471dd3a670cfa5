// Floods of frames that cost their sender nothing: whoever sends them is closed, and the others go on.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as encoding from 'lib0/encoding';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY } from './people.ts';
import { HandClock, until } from './ports.ts';

let clock: HandClock;
let house: House;
beforeEach(async () => {
  clock = new HandClock();
  house = await startHouse({ clock });
});
afterEach(() => house.stop());

/** A state vector that names so many clients, as the first message of a sync. */
function asking(clients: number): Uint8Array {
  const vector = encoding.createEncoder();
  encoding.writeVarUint(vector, clients);
  for (let n = 0; n < clients; n++) {
    encoding.writeVarUint(vector, 1_000_000_000 + n);
    encoding.writeVarUint(vector, 1);
  }
  const frame = encoding.createEncoder();
  encoding.writeVarUint(frame, 0);
  encoding.writeVarUint(frame, 0);
  encoding.writeVarUint8Array(frame, encoding.toUint8Array(vector));
  return encoding.toUint8Array(frame);
}

describe('somebody who floods the room', () => {
  it.each(['message', 'ping', 'pong'] as const)('with the smallest %s there is, is closed', async (what) => {
    const maya = await house.raw('maya');
    await maya.syncs();
    const omar = await house.raw('omar');
    await omar.syncs();
    for (let n = 0; n <= ROOM_LIMITS.framesBurst; n++) {
      if (what === 'message') maya.ws.send(new Uint8Array([3]));
      else maya.ws[what]();
    }
    await until('it is told to go', () => house.room.people().length === 1);
    omar.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.phase`, 'staged'));
    await until(
      'the change of the other is published',
      () => house.room.board('full').kinds.convoy?.[CONVOY]?.['phase'] === 'staged',
    );
    // Nothing more is read of the flood, not even the goodbye that answers ours: time ends it.
    expect(maya.closed).toBeUndefined();
    clock.pass(ROOM_LIMITS.goodbyeMs);
    expect(await maya.closes()).toEqual({ code: 1013, reason: 'too-fast' });
  });

  it('with questions as large as may be, gets fewer answers', async () => {
    const maya = await house.raw('maya');
    await maya.syncs();
    const large = asking(30_000);
    maya.ws.send(large);
    maya.ws.send(large);
    expect(await maya.closes()).toEqual({ code: 1013, reason: 'too-fast' });
  });
});
