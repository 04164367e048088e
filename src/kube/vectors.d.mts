/** The text of a file of the oracle, or undefined when it is not there. */
export declare function oracleFile(path: string): string | undefined;
/** Plays recorded cases; `check` returns what is wrong, or undefined. At least `atLeast` must pass. */
export declare function judge<I, O>(file: string, atLeast: number, check: (input: I, out: O, id: string) => unknown, wanted?: (input: I, id: string) => boolean, title?: string): void;
