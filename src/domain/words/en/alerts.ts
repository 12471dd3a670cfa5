// Words of alerts, their templates and the alert console.

export const alertWords = {} as const;
