import "./scripts/htmx.js";
