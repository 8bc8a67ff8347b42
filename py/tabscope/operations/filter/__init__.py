"""Filters: make noise smaller, edges, ridges and textures clearer; pixel values are kept in the image's own counts."""

from tabscope.operations.filter import bands, denoise, edges, ridges, smooth, texture

__all__ = ["bands", "denoise", "edges", "ridges", "smooth", "texture"]
