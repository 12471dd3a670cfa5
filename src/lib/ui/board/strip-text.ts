// The strip in words: the same facts as rows, for those who do not see the picture.
import { titleOf, type Board } from '#domain/board-model.ts';
import { estimateAt, etaOf } from '#domain/estimate.ts';
import type { Strip } from '#domain/strip.ts';
import { kmText, minutesUp } from '#domain/units.ts';
import { say } from '#domain/words/say.ts';
import { both } from '../shell/when.ts';

export interface StripRow {
  readonly id: string;
  readonly callsign: string;
  readonly where: string;
  readonly eta: string;
  readonly watched: string;
  readonly gaps: string;
}

export function stripRows(board: Board, strip: Strip): readonly StripRow[] {
  return strip.convoys.map(({ id, callsign, cover, gaps }) => {
    const convoy = board.convoy.get(id) ?? {};
    const { km, source } = estimateAt(convoy, strip.now);
    const { at } = etaOf(convoy, strip.now);
    return {
      id,
      callsign,
      where:
        source === 'unknown'
          ? say('convoys.source.unknown')
          : `${say('convoys.km', { km: kmText(km) })}, ${say(`convoys.source.${source}`)}`,
      eta: at === null ? '–' : both(at),
      watched:
        cover
          .filter((box) => box.counts && box.to > strip.now)
          .map((box) => `${titleOf(board, 'drone', box.drone)} ${both(box.from)} – ${both(box.to)}`)
          .join('; ') || '–',
      gaps:
        gaps
          .filter((gap) => gap.to > strip.now)
          .map((gap) =>
            say('strip.gap.text', {
              task: say(`cover.task.${gap.task}`),
              from: both(gap.from),
              minutes: minutesUp(gap.to - gap.from),
              cause: say(`gap.${gap.cause}`),
            }),
          )
          .join('; ') || '–',
    };
  });
}
