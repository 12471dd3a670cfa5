// Words of the start page, joining, the room bar and connection states.

export const roomWords = {} as const;
