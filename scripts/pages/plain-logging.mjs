// Stands in for lib0/logging in the built pages: Yjs warns on the plain console, without 9 kB of coloured printing.

/** @param {readonly unknown[]} words */
const say = (...words) => console.warn(...words.filter((word) => typeof word !== 'symbol'));

export const print = say;
export const warn = say;
// Colours are symbols that the coloured printing understands; here they are left out.
export const BOLD = Symbol('bold');
export const UNBOLD = Symbol('unbold');
export const ORANGE = Symbol('orange');
export const RED = Symbol('red');
