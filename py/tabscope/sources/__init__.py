"""Sources: where pixels come from, read by content and never by the extension alone."""
