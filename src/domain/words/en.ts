// English, the language everything is written in first; one file per area under en/.
import { alertWords } from './en/alerts.ts';
import { boardWords } from './en/board.ts';
import { commandWords } from './en/commands.ts';
import { importWords } from './en/imports.ts';
import { kindWords } from './en/kinds.ts';
import { optionWords } from './en/options.ts';
import { refusalWords } from './en/refusals.ts';
import { roomWords } from './en/room.ts';
import { startWords } from './en/start.ts';
import { storeWords } from './en/store.ts';

export const en = {
  ...alertWords,
  ...boardWords,
  ...commandWords,
  ...importWords,
  ...kindWords,
  ...optionWords,
  ...refusalWords,
  ...roomWords,
  ...startWords,
  ...storeWords,
} as const;
