// Journeys that every change need not wait for: `python build.py test --all` makes them, and names them else.
export const DEEPER = { skip: !process.env.TABSCOPE_ALL && "deeper: python build.py test --all" };
