export const runScreen = async (_: unknown): Promise<number> => 0;
