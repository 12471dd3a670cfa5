// The board page before somebody in the exercise room, and the few things tests do with it.
import { render } from 'vitest-browser-svelte';
import BoardPage from '#ui/board/BoardPage.svelte';
import { FakeRoom, type Cast } from '../fake-room.svelte.ts';
import InRoom from '../InRoom.svelte';

export async function openBoard(cast: Cast = {}) {
  const room = new FakeRoom(cast);
  const screen = await render(InRoom, { room, of: BoardPage });
  // As the room's frame holds it: the height is the window's, whatever the panels hold.
  Object.assign(screen.container.style, { display: 'flex', flexDirection: 'column', height: '800px' });
  const rows = (): readonly string[] =>
    [...screen.container.querySelectorAll('.convoys tbody th button')].map((button) =>
      button.textContent.trim(),
    );
  const choose = async (callsign: string): Promise<void> => {
    await screen
      .getByRole('table', { name: /Convoys/ })
      .getByRole('button', { name: callsign })
      .click();
  };
  const record = screen.getByRole('complementary');
  return { room, screen, rows, choose, record };
}
