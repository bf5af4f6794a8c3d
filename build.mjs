// Builds everything under portal/static/dist: theme, styles, scripts, font and icons, each with its hash in its name,
// each with a .br and .gz copy beside it, and manifest.json, which tells the application the names.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "portal/static/dist");
const modules = join(root, "node_modules");
const digest = (content) => createHash("sha256").update(content).digest("hex").slice(0, 10);

/** The generator takes seconds, so it runs only when the colours or its version changed. */
function theme() {
  const config = readFileSync(join(root, "designsystemet.config.json"));
  const cli = join(modules, "@digdir/designsystemet");
  const version = readFileSync(join(cli, "package.json"));
  const mark = digest(Buffer.concat([config, version]));
  const stamp = join(root, "build/theme.hash");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === mark) return;
  const run = (...args) =>
    execFileSync(process.execPath, [join(cli, "dist/bin/designsystemet.js"), "tokens", ...args], { cwd: root, stdio: "pipe" });
  run("create");
  run("build", "--tokens", "build/tokens", "--out-dir", "build/theme", "--clean");
  writeFileSync(stamp, mark);
}

/** Custom properties that nothing reads are four fifths of the theme: drop them until none is left. */
function prune(css) {
  const declaration = /(--ds-[\w-]+)\s*:((?:"[^"]*"|'[^']*'|[^;{}"'])*)(;|(?=\}))/g;
  for (;;) {
    const read = new Set([...css.matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]));
    const next = css.replace(declaration, (whole, name) => (read.has(name) ? whole : ""));
    if (next === css) return css;
    css = next;
  }
}

/** One sprite of the icons that assets/icons.json names; `rayon` is our own mark. */
function sprite() {
  const symbols = JSON.parse(readFileSync(join(root, "assets/icons.json"), "utf8")).map((name) => {
    const svg = readFileSync(join(modules, "lucide-static/icons", `${name}.svg`), "utf8");
    const shapes = svg.replace(/<!--[^]*?-->/g, "").match(/<svg[^>]*>([^]*)<\/svg>/)[1].replace(/\s*\n\s*/g, "").trim();
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  const mark = readFileSync(join(root, "assets/mark.svg"), "utf8").replace(/\s*\n\s*/g, "");
  const [, shapes] = mark.match(/<svg[^>]*>(.*)<\/svg>/);
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}<symbol id="rayon" viewBox="0 0 24 24">${shapes}</symbol></svg>`;
}

/** The files of the build before: they stay one build longer, for pages drawn by a process that is still running. */
function previous() {
  const file = join(dist, "manifest.json");
  return existsSync(file) ? Object.values(JSON.parse(readFileSync(file, "utf8"))) : [];
}

const manifest = {};
const ICONS = [180, 192, 512]; // pixels: the home screen of one maker, and what the manifest of the others asks for

function publish(name, content, { compress = true } = {}) {
  const bytes = Buffer.from(content);
  const [stem, extension] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf("."))];
  const file = `${stem}-${digest(bytes)}${extension}`;
  writeFileSync(join(dist, file), bytes);
  manifest[name] = file;
  if (!compress) return { file, brotli: bytes.length };
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  writeFileSync(join(dist, `${file}.br`), brotli);
  writeFileSync(join(dist, `${file}.gz`), gzipSync(bytes, { level: 9 }));
  return { file, brotli: brotli.length };
}

async function bundle(entry, options) {
  const result = await esbuild.build({
    entryPoints: [join(root, "assets", entry)],
    bundle: true,
    minify: true,
    write: false,
    legalComments: "none",
    target: ["chrome120", "firefox121", "safari17"],
    logLevel: "warning",
    ...options,
  });
  return result.outputFiles[0].text;
}

/** The service worker knows the files of its build by name, and so is another one whenever any of them changed. */
async function worker() {
  const files = Object.entries(manifest).filter(([name]) => !name.endsWith(".png")).map(([, file]) => `/static/${file}`);
  const define = { "globalThis.RAYON_FILES": JSON.stringify(files), "globalThis.RAYON_VERSION": JSON.stringify(digest(files.join())) };
  return bundle("sw.js", { format: "iife", define });
}

theme();
mkdirSync(dist, { recursive: true });
const before = previous();

const sizes = {};
const font = readFileSync(join(modules, "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2"));
const published = publish("figtree.woff2", font, { compress: false });
sizes["figtree.woff2"] = published.brotli;
sizes["icons.svg"] = publish("icons.svg", sprite()).brotli;
sizes["mark.svg"] = publish("mark.svg", readFileSync(join(root, "assets/mark.svg"), "utf8")).brotli;
const css = await bundle("app.css", { external: ["*.woff2"] });
sizes["app.css"] = publish("app.css", prune(css).replaceAll("figtree.woff2", published.file)).brotli;
sizes["app.js"] = publish("app.js", await bundle("app.js", { format: "esm" })).brotli;
sizes["offline.js"] = publish("offline.js", await bundle("offline.js", { format: "esm" })).brotli;
for (const size of ICONS) {
  const icon = readFileSync(join(root, `assets/icons/icon-${size}.png`));
  sizes[`icon-${size}.png`] = publish(`icon-${size}.png`, icon, { compress: false }).brotli;
}
sizes["sw.js"] = publish("sw.js", await worker()).brotli;
const kept = new Set([...before, ...Object.values(manifest), "manifest.json"]);
for (const file of readdirSync(dist)) if (!kept.has(file.replace(/\.(br|gz)$/, ""))) rmSync(join(dist, file), { recursive: true });
writeFileSync(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

// Budgets of the first load, in bytes as sent. A build that breaks them fails.
const budget = { "app.js": 30 * 1024, "app.css": 25 * 1024, "offline.js": 15 * 1024 };
for (const [name, size] of Object.entries(sizes)) {
  console.log(`${name.padEnd(14)} ${(size / 1024).toFixed(1).padStart(6)} KiB  ${manifest[name]}`);
  if (size > (budget[name] ?? Infinity)) {
    console.error(`${name} is over its budget of ${budget[name]} bytes`);
    process.exitCode = 1;
  }
}
