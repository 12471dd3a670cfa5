// Words of the board page: attention, tables, strip, cover, record panel.

export const boardWords = {} as const;
