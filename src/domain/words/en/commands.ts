// Words of the command line, the terminal and the server's own messages.

export const commandWords = {} as const;
