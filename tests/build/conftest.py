import sys
from pathlib import Path

# The build's own modules are no package of the environment.
sys.path.insert(0, str(Path(__file__).parents[2]))
