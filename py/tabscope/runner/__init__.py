"""The runner: plans a recipe on an image, runs it plane by plane, reports progress and looks at cancel."""
