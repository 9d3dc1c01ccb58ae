/** Status of a sample in CtcResult.status; the numbers are those of ctc.h. */
export const Status = { Ok: 0, Infeasible: 1, NotANumber: 2 } as const;
