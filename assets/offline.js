// What works without a network: kept forms, pages taken along, the outbox. Loaded by app.js where something needs it.
export { leave, start } from "./scripts/offline/start.js";
