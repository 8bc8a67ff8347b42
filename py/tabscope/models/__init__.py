"""Networks: bioimage.io packages, their pre- and post-processing, and what becomes of their output."""
