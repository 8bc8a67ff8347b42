// Runs pytest in Pyodide as the site ships it.
const site = new URL("../", import.meta.url);
const write = (text) => postMessage({ text });

addEventListener("message", async ({ data: chosen }) => {
  try {
    const { loadPyodide } = await import(new URL("engine/pyodide.js", site).href);
    const python = await loadPyodide({
      extraLayers: [new URL("test-layers/layers.json", site).href],
      require: ["test", "stdlib-rest", "analysis", "zarr", "imagecodecs", "scipy", "skimage"],
    });
    const decoder = { out: new TextDecoder(), err: new TextDecoder() };
    python.setStdout({ write: (bytes) => (write(decoder.out.decode(bytes, { stream: true })), bytes.length) });
    python.setStderr({ write: (bytes) => (write(decoder.err.decode(bytes, { stream: true })), bytes.length) });
    const archive = await (await fetch(new URL("archives/tests.zip", site))).arrayBuffer();
    python.unpackArchive(archive, "zip", { extractDir: "/work/tests" });
    await mountData(python);
    python.globals.set("chosen", python.toPy(chosen));
    const code = await python.runPythonAsync(`
import os, pytest
os.chdir("/work")
folders = [] if any(one.startswith("tests/") for one in chosen) else ["tests/py"]
int(pytest.main([*folders, "-p", "no:cacheprovider", "-q", "--color=no", "-m", "not native", *chosen]))
`);
    postMessage({ code });
  } catch (reason) {
    write(`${reason?.stack ?? reason}\n`);
    postMessage({ code: 1 });
  }
});

/** Put the data where the tests look for it; a file's bytes are read when a test asks for them. */
async function mountData(python) {
  const metadata = await (await fetch(new URL("archives/data.json", site))).json();
  const blob = await (await fetch(new URL("archives/data.bin", site))).blob();
  python.FS.mkdirTree("/work/tests/data");
  python.FS.mount(python.FS.filesystems.WORKERFS, { packages: [{ metadata, blob }] }, "/work/tests/data");
}
