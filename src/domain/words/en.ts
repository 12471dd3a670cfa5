// English, the language everything is written in first; one file per area under en/. These are the words of the pages.
import { alertWords } from './en/alerts.ts';
import { boardWords } from './en/board.ts';
import { kindWords } from './en/kinds.ts';
import { overviewWords } from './en/overview.ts';
import { refusalWords } from './en/refusals.ts';
import { roomWords } from './en/room.ts';
import { valueWords } from './en/values.ts';

export const en = {
  ...alertWords,
  ...boardWords,
  ...kindWords,
  ...overviewWords,
  ...refusalWords,
  ...roomWords,
  ...valueWords,
} as const;
