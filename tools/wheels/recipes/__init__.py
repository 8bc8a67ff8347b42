"""One module a wheel: `NEEDS` names the recipes that come before it, `build` makes it."""
