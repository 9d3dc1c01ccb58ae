/** What CtcResult.status says of a sample, as ctc.h numbers it. */
export const Status = { Ok: 0, Infeasible: 1, NotANumber: 2 } as const;
