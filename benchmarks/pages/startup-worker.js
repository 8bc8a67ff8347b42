// Starts Python as the site's worker does and says when it could do what. Times are ms since the worker began.
// A host may put the site anywhere, so its address comes in the first message.
const parts = [];

async function measure(site) {
  const times = {};
  const note = (name) => {
    times[name] = performance.now();
  };
  const { loadPyodide } = await import(`${site}engine/pyodide.js`);
  const pyodide = await loadPyodide();
  note("python");
  pyodide.runPython("import numpy");
  note("numpy");
  pyodide.runPython("import tabscope");
  note("tabscope");
  const layers = pyodide.pyimport("tabscope_layers");
  await layers.require(["analysis"]);
  note("layers");
  pyodide.runPython(IMPORTS);
  note("imports");
  pyodide.runPython(PIPELINE);
  note("labelled");
  return { times, parts, heap: pyodide._module.HEAPU8.length };
}

const IMPORTS = `
from scipy import ndimage
from skimage.filters import gaussian, threshold_li, threshold_otsu
from skimage.measure import label, regionprops_table
from skimage.morphology import disk, h_maxima, opening, remove_small_objects
from skimage.segmentation import watershed
import tifffile
import imageio.v3
`;

const PIPELINE = `
import numpy as np
y, x = np.mgrid[:1024, :1024]
image = (1000 + 800 * np.sin(x / 9) * np.sin(y / 9)).astype("uint16")
smooth = gaussian(image, 1, preserve_range=True)
mask = smooth > threshold_otsu(smooth)
labels = label(mask)
regionprops_table(labels, image, properties=("label", "area", "centroid", "intensity_mean"))
`;

addEventListener("message", async (event) => {
  try {
    postMessage({ result: await measure(event.data.site) });
  } catch (error) {
    postMessage({ problem: String(error?.stack ?? error) });
  }
});
