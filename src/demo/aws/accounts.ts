/** The accounts of the demo worlds. */
export const PRODUCTION = '123456789012';
export const SANDBOX = '210987654321';
