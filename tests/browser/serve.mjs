// The project's own plain server, as a test uses it: on a free port, stopped at the end.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const PYTHON =
  [join(ROOT, ".venv/bin/python"), join(ROOT, ".venv/Scripts/python.exe")].find((one) => existsSync(one)) ??
  "python3";

/**
 * Serve a folder and return { address, stop }.
 * `options` are the server's own: ["--cors", "--plain-types", "--mount", "/data=tests/data", "--prefix", "/some/repo/"].
 */
export async function serve(root = "site", options = []) {
  const server = spawn(PYTHON, ["-m", "tools.build.server", "--root", root, "--port", "0", ...options], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, PYTHONUNBUFFERED: "1" },
  });
  const address = await new Promise((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (chunk) => {
      said += chunk;
      const found = said.match(/http:\/\/[^\s]+/);
      if (found) resolve(found[0].endsWith("/") ? found[0] : `${found[0]}/`);
    });
    server.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    address,
    stop: () =>
      new Promise((resolve) => {
        server.removeAllListeners("exit");
        server.on("exit", resolve);
        server.kill();
      }),
  };
}
