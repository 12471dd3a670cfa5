// Words of imports: row problems and what to do about them.

export const importWords = {} as const;
