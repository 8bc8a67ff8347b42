"""What PyScript runs in its worker: from here on the page's messages are answered by `tabscope.browser`."""

from polyscript import xworker

import tabscope.browser

# PyScript calls this for every message and fails where it is missing; the engine listens to the worker itself.
xworker.onmessage = lambda event: None
tabscope.browser.start()
