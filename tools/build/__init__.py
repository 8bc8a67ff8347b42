"""The stages of ``build.py``, one module for each thing that is made."""
