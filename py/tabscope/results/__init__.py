"""Results: layers and tables with their provenance."""
