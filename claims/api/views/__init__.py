"""The viewsets, a module for each room."""
